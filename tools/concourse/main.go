// Judges task files as Concourse does when it loads one, and more strictly: Concourse passes over a field that it does not know
// further down. fly judges pipelines, and has no command for tasks.
package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/concourse/concourse/atc"
	"sigs.k8s.io/yaml"
)

// strictTask has the fields of a task, without the method that takes any others.
type strictTask atc.TaskConfig

func check(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if _, err := atc.NewTaskConfig(text); err != nil {
		return err
	}
	return yaml.UnmarshalStrict(text, &strictTask{})
}

// Usage: tasks FILE… Prints a line for each that is no task, and then ends with 1.
func main() {
	code := 0
	for _, file := range os.Args[1:] {
		if err := check(file); err != nil {
			fmt.Printf("%s: %s\n", file, strings.Join(strings.Fields(err.Error()), " "))
			code = 1
		}
	}
	os.Exit(code)
}
