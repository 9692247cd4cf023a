// Command manifests judges Kubernetes manifests with the API server's own code: decoding, defaults, validation, the CEL rules of
// custom resources, and the pod security standard "restricted". Folders are built as Flux builds them. It needs no cluster.
//
//	manifests --crds FOLDER_OR_FILE [--crds …] FOLDER…
//
// It prints a JSON object a line for each fault, {folder, object, field, message}, and ends with 1 when there was one.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
)

// Fault is one thing that the API server would refuse.
type Fault struct {
	Folder  string `json:"folder"`
	Object  string `json:"object"`
	Field   string `json:"field"`
	Message string `json:"message"`
}

type list []string

func (l *list) String() string         { return fmt.Sprint(*l) }
func (l *list) Set(value string) error { *l = append(*l, value); return nil }

func main() {
	var crds list
	flag.Var(&crds, "crds", "a file, or a folder of files, of custom resource definitions")
	flag.Parse()

	definitions, err := readDefinitions(crds)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	checker := checker{definitions}
	out := json.NewEncoder(os.Stdout)
	failed := false
	for _, folder := range flag.Args() {
		faults, err := checker.checkFolder(folder)
		if err != nil {
			fmt.Fprintln(os.Stderr, strings.Join(strings.Fields(err.Error()), " "))
			os.Exit(2)
		}
		for _, fault := range faults {
			failed = true
			if err := out.Encode(fault); err != nil {
				os.Exit(2)
			}
		}
	}
	if failed {
		os.Exit(1)
	}
}
