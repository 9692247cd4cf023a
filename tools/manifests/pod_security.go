package main

import (
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

// checkPodSecurity holds what runs pods to the standard "restricted": https://kubernetes.io/docs/concepts/security/pod-security-standards/
func checkPodSecurity(document document) field.ErrorList {
	template := podTemplate(document)
	if template == nil {
		return nil
	}
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		return field.ErrorList{field.InternalError(nil, err)}
	}
	level := api.LevelVersion{Level: api.LevelRestricted, Version: api.MajorMinorVersion(serverMajor, serverMinor)}
	faults := field.ErrorList{}
	for _, result := range evaluator.EvaluatePod(level, &template.ObjectMeta, &template.Spec) {
		if !result.Allowed {
			faults = append(faults, field.Forbidden(field.NewPath("spec", "template"), fmt.Sprintf("pod security %q: %s: %s", api.LevelRestricted, result.ForbiddenReason, result.ForbiddenDetail)))
		}
	}
	return faults
}

func podTemplate(document document) *corev1.PodTemplateSpec {
	content := document.object.UnstructuredContent()
	switch document.object.GetKind() {
	case "Deployment":
		deployment := appsv1.Deployment{}
		if runtime.DefaultUnstructuredConverter.FromUnstructured(content, &deployment) == nil {
			return &deployment.Spec.Template
		}
	case "Job":
		job := batchv1.Job{}
		if runtime.DefaultUnstructuredConverter.FromUnstructured(content, &job) == nil {
			return &job.Spec.Template
		}
	}
	return nil
}
