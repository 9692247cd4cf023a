package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/install"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"sigs.k8s.io/yaml"
)

// definition is a custom resource definition, with the schemas of the versions that are served.
type definition struct {
	namespaced bool
	versions   map[string]versionSchema
}

type versionSchema struct {
	structural *structuralschema.Structural
	validator  validation.SchemaValidator
}

// readDefinitions knows each kind as `Kind.group`.
func readDefinitions(places []string) (map[string]definition, error) {
	scheme := runtime.NewScheme()
	install.Install(scheme)
	definitions := map[string]definition{}
	for _, place := range places {
		files, err := yamlFiles(place)
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			documents, err := readDocuments(file)
			if err != nil {
				return nil, err
			}
			for _, document := range documents {
				if document.object.GetKind() != "CustomResourceDefinition" {
					continue
				}
				name, definition, err := parseDefinition(document.json, scheme)
				if err != nil {
					return nil, fmt.Errorf("%s: %w", file, err)
				}
				definitions[name] = definition
			}
		}
	}
	return definitions, nil
}

func yamlFiles(place string) ([]string, error) {
	info, err := os.Stat(place)
	if err != nil || !info.IsDir() {
		return []string{place}, err
	}
	return filepath.Glob(filepath.Join(place, "*.yaml"))
}

func parseDefinition(json []byte, scheme *runtime.Scheme) (string, definition, error) {
	external := apiextensionsv1.CustomResourceDefinition{}
	if err := yaml.Unmarshal(json, &external); err != nil {
		return "", definition{}, err
	}
	internal := apiextensions.CustomResourceDefinition{}
	scheme.Default(&external)
	if err := scheme.Convert(&external, &internal, nil); err != nil {
		return "", definition{}, err
	}
	parsed := definition{internal.Spec.Scope == apiextensions.NamespaceScoped, map[string]versionSchema{}}
	for _, version := range internal.Spec.Versions {
		if !version.Served {
			continue
		}
		given, err := apiextensions.GetSchemaForVersion(&internal, version.Name)
		if err != nil {
			return "", definition{}, err
		}
		structural, err := structuralschema.NewStructural(given.OpenAPIV3Schema)
		if err != nil {
			return "", definition{}, err
		}
		validator, _, err := validation.NewSchemaValidator(given.OpenAPIV3Schema)
		if err != nil {
			return "", definition{}, err
		}
		parsed.versions[version.Name] = versionSchema{structural, validator}
	}
	return internal.Spec.Names.Kind + "." + internal.Spec.Group, parsed, nil
}

func (d definition) check(document document) field.ErrorList {
	kind := document.object.GroupVersionKind()
	version, ok := d.versions[kind.Version]
	if !ok {
		return field.ErrorList{field.Invalid(field.NewPath("apiVersion"), document.object.GetAPIVersion(), "no such version of "+kind.Kind)}
	}
	faults := checkMetadata(document, d.namespaced)
	fields := document.object.UnstructuredContent()
	unknown := pruning.PruneWithOptions(fields, version.structural, true, structuralschema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true})
	for _, path := range unknown {
		faults = append(faults, field.Invalid(field.NewPath(path), field.OmitValueType{}, "unknown field"))
	}
	defaulting.Default(fields, version.structural)
	faults = append(faults, validation.ValidateCustomResource(nil, fields, version.validator)...)
	faults = append(faults, listtype.ValidateListSetsAndMaps(nil, version.structural, fields)...)
	rules := cel.NewValidator(version.structural, true, celconfig.PerCallLimit)
	violated, _ := rules.Validate(context.Background(), nil, version.structural, fields, nil, celconfig.RuntimeCELCostBudget)
	return append(faults, violated...)
}

func checkMetadata(document document, namespaced bool) field.ErrorList {
	path := field.NewPath("metadata")
	if namespaced && document.object.GetNamespace() == "" {
		return field.ErrorList{field.Required(path.Child("namespace"), "")}
	}
	metadata := metav1.ObjectMeta{}
	if text, err := yaml.Marshal(document.object.Object["metadata"]); err != nil {
		return field.ErrorList{field.InternalError(path, err)}
	} else if err := yaml.UnmarshalStrict(text, &metadata); err != nil {
		return field.ErrorList{field.Invalid(path, field.OmitValueType{}, err.Error())}
	}
	if metadata.Name == "" {
		return field.ErrorList{field.Required(path.Child("name"), "")}
	}
	return nil
}
