package main

import (
	"os"
	"path/filepath"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// build renders a folder as Flux does: by its kustomization, which may read files beside it; without one, every YAML file of the folder.
func build(folder string) ([]byte, error) {
	if _, err := os.Stat(filepath.Join(folder, "kustomization.yaml")); err != nil {
		return concatenate(folder)
	}
	options := krusty.MakeDefaultOptions()
	options.LoadRestrictions = types.LoadRestrictionsNone
	resources, err := krusty.MakeKustomizer(options).Run(filesys.MakeFsOnDisk(), folder)
	if err != nil {
		return nil, err
	}
	return resources.AsYaml()
}

func concatenate(folder string) ([]byte, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil {
		return nil, err
	}
	text := []byte{}
	for _, file := range files {
		part, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		text = append(append(text, "---\n"...), part...)
	}
	return text, nil
}
