package main

import (
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	_ "k8s.io/kubernetes/pkg/apis/autoscaling/install"
	_ "k8s.io/kubernetes/pkg/apis/batch/install"
	"k8s.io/kubernetes/pkg/apis/core"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	_ "k8s.io/kubernetes/pkg/apis/networking/install"
	_ "k8s.io/kubernetes/pkg/apis/policy/install"
	"k8s.io/kubernetes/pkg/registry/apps/deployment"
	"k8s.io/kubernetes/pkg/registry/autoscaling/horizontalpodautoscaler"
	"k8s.io/kubernetes/pkg/registry/batch/job"
	"k8s.io/kubernetes/pkg/registry/core/configmap"
	"k8s.io/kubernetes/pkg/registry/core/namespace"
	"k8s.io/kubernetes/pkg/registry/core/secret"
	"k8s.io/kubernetes/pkg/registry/core/service"
	"k8s.io/kubernetes/pkg/registry/core/serviceaccount"
	"k8s.io/kubernetes/pkg/registry/networking/networkpolicy"
	"k8s.io/kubernetes/pkg/registry/policy/poddisruptionbudget"
)

// The server that these manifests are for.
const serverMajor, serverMinor = 1, 36

// What the API server does with a new object of each kind. A kind that is missing here is a fault, never passed unseen.
var strategies = map[schema.GroupKind]rest.RESTCreateStrategy{
	{Group: "", Kind: "ConfigMap"}:                          configmap.Strategy,
	{Group: "", Kind: "Namespace"}:                          namespace.Strategy,
	{Group: "", Kind: "Secret"}:                             secret.Strategy,
	{Group: "", Kind: "Service"}:                            service.Strategy,
	{Group: "", Kind: "ServiceAccount"}:                     serviceaccount.Strategy,
	{Group: "apps", Kind: "Deployment"}:                     deployment.Strategy,
	{Group: "autoscaling", Kind: "HorizontalPodAutoscaler"}: horizontalpodautoscaler.Strategy,
	{Group: "batch", Kind: "Job"}:                           job.Strategy,
	{Group: "networking.k8s.io", Kind: "NetworkPolicy"}:     networkpolicy.Strategy,
	{Group: "policy", Kind: "PodDisruptionBudget"}:          poddisruptionbudget.Strategy,
}

var strictDecoder = serializer.NewCodecFactory(legacyscheme.Scheme, serializer.EnableStrict).UniversalDeserializer()

func checkNative(document document) field.ErrorList {
	kind := document.object.GroupVersionKind()
	apiVersion := field.NewPath("apiVersion")
	strategy, ok := strategies[kind.GroupKind()]
	if !ok {
		return field.ErrorList{field.Invalid(apiVersion, kind.GroupVersion().String(), "there is no schema for "+kind.Kind)}
	}
	external, _, err := strictDecoder.Decode(document.json, nil, nil)
	if runtime.IsNotRegisteredError(err) {
		return field.ErrorList{field.Invalid(apiVersion, kind.GroupVersion().String(), "no such version of "+kind.Kind)}
	}
	if err != nil {
		return decodingFaults(err)
	}
	if fault := removed(external, apiVersion); fault != nil {
		return field.ErrorList{fault}
	}
	legacyscheme.Scheme.Default(external)
	object, err := legacyscheme.Scheme.UnsafeConvertToVersion(external, schema.GroupVersion{Group: kind.Group, Version: runtime.APIVersionInternal})
	if err != nil {
		return field.ErrorList{field.InternalError(nil, err)}
	}
	return append(create(strategy, kind, document, object), checkPodSecurity(document)...)
}

// create runs what a POST of the object runs, up to the store.
func create(strategy rest.RESTCreateStrategy, kind schema.GroupVersionKind, document document, object runtime.Object) field.ErrorList {
	ctx := request.WithRequestInfo(request.NewContext(), &request.RequestInfo{APIGroup: kind.Group, APIVersion: kind.Version, Verb: "create"})
	ctx = request.WithNamespace(ctx, document.object.GetNamespace())
	if strategy.NamespaceScoped() && document.object.GetNamespace() == "" {
		return field.ErrorList{field.Required(field.NewPath("metadata", "namespace"), "")}
	}
	if service, ok := object.(*core.Service); ok && service.Spec.ClusterIP != "" && len(service.Spec.ClusterIPs) == 0 {
		// The store does so before it validates.
		service.Spec.ClusterIPs = []string{service.Spec.ClusterIP}
	}
	metadata, err := meta.Accessor(object)
	if err != nil {
		return field.ErrorList{field.InternalError(nil, err)}
	}
	rest.FillObjectMetaSystemFields(metadata)
	if err := rest.BeforeCreate(strategy, ctx, object); err != nil {
		return statusFaults(err)
	}
	return nil
}

// removed knows versions that the server once served: https://kubernetes.io/docs/reference/using-api/deprecation-guide/
func removed(object runtime.Object, path *field.Path) *field.Error {
	lifecycle, ok := object.(interface{ APILifecycleRemoved() (major, minor int) })
	if !ok {
		return nil
	}
	major, minor := lifecycle.APILifecycleRemoved()
	if major > serverMajor || (major == serverMajor && minor > serverMinor) {
		return nil
	}
	return field.Invalid(path, object.GetObjectKind().GroupVersionKind().GroupVersion().String(), fmt.Sprintf("gone since Kubernetes %d.%d", major, minor))
}

// decodingFaults takes apart what the decoder says: `unknown field "spec.replica"`.
func decodingFaults(err error) field.ErrorList {
	causes := []error{err}
	if strict, ok := runtime.AsStrictDecodingError(err); ok {
		causes = strict.Errors()
	}
	faults := field.ErrorList{}
	for _, cause := range causes {
		_, name, quoted := strings.Cut(cause.Error(), `field "`)
		name, _, _ = strings.Cut(name, `"`)
		if !quoted {
			name = ""
		}
		faults = append(faults, field.Invalid(field.NewPath(name), field.OmitValueType{}, cause.Error()))
	}
	return faults
}
