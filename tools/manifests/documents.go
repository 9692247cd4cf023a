package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/validation/field"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

// document is one object of a file, as JSON and as fields.
type document struct {
	json   []byte
	object *unstructured.Unstructured
}

func (d document) name() string {
	if namespace := d.object.GetNamespace(); namespace != "" {
		return fmt.Sprintf("%s %s/%s", d.object.GetKind(), namespace, d.object.GetName())
	}
	return fmt.Sprintf("%s %s", d.object.GetKind(), d.object.GetName())
}

func readDocuments(file string) ([]document, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return parseDocuments(file, text)
}

// parseDocuments refuses a key that is given twice: the first one would silently not count.
func parseDocuments(file string, text []byte) ([]document, error) {
	var documents []document
	reader := utilyaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
	for {
		part, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return documents, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		fields := map[string]any{}
		if err := yaml.UnmarshalStrict(part, &fields); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if len(fields) == 0 {
			continue
		}
		asJSON, err := yaml.YAMLToJSON(part)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		object := &unstructured.Unstructured{}
		if err := object.UnmarshalJSON(asJSON); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		documents = append(documents, document{asJSON, object})
	}
}

// checker knows the kinds that are no part of Kubernetes itself, as `Kind.group`.
type checker struct {
	definitions map[string]definition
}

func (c checker) checkFolder(folder string) ([]Fault, error) {
	text, err := build(folder)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", folder, err)
	}
	documents, err := parseDocuments(folder, text)
	if err != nil {
		return nil, err
	}
	faults := []Fault{}
	for _, document := range documents {
		for _, fault := range c.checkDocument(document) {
			faults = append(faults, Fault{folder, document.name(), fault.Field, message(fault)})
		}
	}
	return faults, nil
}

func (c checker) checkDocument(document document) field.ErrorList {
	kind := document.object.GroupVersionKind()
	if definition, ok := c.definitions[kind.GroupKind().String()]; ok {
		return definition.check(document)
	}
	return checkNative(document)
}

// message leaves out what Kubernetes says before each reason, where there is no value to show.
func message(fault *field.Error) string {
	if _, ok := fault.BadValue.(field.OmitValueType); ok {
		return strings.TrimPrefix(fault.ErrorBody(), "Invalid value: ")
	}
	return fault.ErrorBody()
}

// statusFaults takes the fields out of the answer that the API server would give.
func statusFaults(err error) field.ErrorList {
	status, ok := err.(interface{ Status() metav1.Status })
	if !ok || status.Status().Details == nil {
		return field.ErrorList{field.InternalError(nil, err)}
	}
	faults := field.ErrorList{}
	for _, cause := range status.Status().Details.Causes {
		faults = append(faults, field.Invalid(field.NewPath(cause.Field), field.OmitValueType{}, cause.Message))
	}
	return faults
}
