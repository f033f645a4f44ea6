package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apiextensionsvalidation "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/objectmeta"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	metavalidation "k8s.io/apimachinery/pkg/api/validation"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apimachinery/pkg/util/yaml"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	sigsyaml "sigs.k8s.io/yaml"
)

// kind is a served version of a definition, ready to judge objects.
type kind struct {
	apiVersion string
	name       string
	structural *schema.Structural
	validator  validation.SchemaValidator
	rules      *cel.Validator
	hasStatus  bool
}

// definition is a definition with what the API server says of it; one that it refuses has no kind.
type definition struct {
	name   string
	size   int
	errors []complaint
	kind   *kind
}

type judgement struct {
	Definition string      `json:"definition"`
	Size       int         `json:"size"`
	Errors     []complaint `json:"errors"`
}

func (d definition) judgement() judgement {
	return judgement{d.name, d.size, d.errors}
}

// definitions judges every definition of a file.
func definitions(data []byte) ([]definition, error) {
	var found []definition
	documents := yaml.NewDocumentDecoder(io.NopCloser(bytes.NewReader(data)))
	buffer := make([]byte, len(data)+1)
	for {
		read, err := documents.Read(buffer)
		if errors.Is(err, io.EOF) {
			return found, nil
		}
		if err != nil {
			return nil, err
		}
		made, err := defined(buffer[:read])
		if err != nil {
			return nil, err
		}
		found = append(found, made)
	}
}

func defined(document []byte) (definition, error) {
	given := &apiextensionsv1.CustomResourceDefinition{}
	if err := sigsyaml.UnmarshalStrict(document, given); err != nil {
		return definition{}, err
	}
	asJSON, err := sigsyaml.YAMLToJSON(document)
	if err != nil {
		return definition{}, err
	}
	apiextensionsv1.SetDefaults_CustomResourceDefinition(given)
	apiextensionsv1.SetDefaults_CustomResourceDefinitionSpec(&given.Spec)
	crd := &apiextensions.CustomResourceDefinition{}
	if err := apiextensionsv1.Convert_v1_CustomResourceDefinition_To_apiextensions_CustomResourceDefinition(given, crd, nil); err != nil {
		return definition{}, err
	}
	// The server writes down by itself which versions it stores.
	crd.Status.StoredVersions = []string{given.Spec.Versions[0].Name}
	made := definition{name: given.Name, size: len(asJSON)}
	made.errors = complaints(apiextensionsvalidation.ValidateCustomResourceDefinition(context.Background(), crd))
	if len(made.errors) == 0 {
		made.kind, err = served(crd)
	}
	return made, err
}

// served is what the server makes of a definition that it has taken; ours have one version each.
func served(crd *apiextensions.CustomResourceDefinition) (*kind, error) {
	version := crd.Spec.Versions[0].Name
	given, err := apiextensions.GetSchemaForVersion(crd, version)
	if err != nil {
		return nil, err
	}
	structural, err := schema.NewStructural(given.OpenAPIV3Schema)
	if err != nil {
		return nil, err
	}
	validator, _, err := validation.NewSchemaValidator(given.OpenAPIV3Schema)
	if err != nil {
		return nil, err
	}
	subresources, err := apiextensions.GetSubresourcesForVersion(crd, version)
	if err != nil {
		return nil, err
	}
	return &kind{
		apiVersion: crd.Spec.Group + "/" + version,
		name:       crd.Spec.Names.Kind,
		structural: structural,
		validator:  validator,
		rules:      cel.NewValidator(structural, true, celconfig.PerCallLimit),
		hasStatus:  subresources != nil && subresources.Status != nil,
	}, nil
}

// create does what the server does with an object that kubectl sends, up to storing it: read it strictly, fill in
// defaults, then validate it.
func (k *kind) create(ctx context.Context, data []byte) ([]complaint, error) {
	object := &unstructured.Unstructured{}
	if err := object.UnmarshalJSON(data); err != nil {
		return nil, err
	}
	asked := objectmeta.ObjectMetaOptions{ReturnUnknownFieldPaths: true}
	meta, _, unknown, err := objectmeta.GetObjectMetaWithOptions(object.Object, asked)
	if err != nil {
		return []complaint{{"BadRequest", "metadata", err.Error()}}, nil
	}
	tracked := schema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true}
	unknown = append(unknown, pruning.PruneWithOptions(object.Object, k.structural, true, tracked)...)
	defaulting.PruneNonNullableNullsWithoutDefaults(object.Object, k.structural)
	object.SetAPIVersion(k.apiVersion)
	object.SetKind(k.name)
	if meta != nil {
		if err := objectmeta.SetObjectMeta(object.Object, meta); err != nil {
			return nil, err
		}
	}
	object.SetNamespace("default")
	defaulting.Default(object.Object, k.structural)
	found := []complaint{}
	for _, path := range unknown {
		found = append(found, complaint{"UnknownField", path, fmt.Sprintf("unknown field %q", path)})
	}
	if k.hasStatus {
		delete(object.Object, "status")
	}
	return append(found, complaints(k.validate(ctx, object))...), nil
}

func (k *kind) validate(ctx context.Context, object *unstructured.Unstructured) field.ErrorList {
	found := metavalidation.ValidateObjectMetaAccessor(object, true, metavalidation.NameIsDNSSubdomain, field.NewPath("metadata"))
	found = append(found, validation.ValidateCustomResource(nil, object.Object, k.validator)...)
	found = append(found, objectmeta.Validate(nil, object.Object, k.structural, false)...)
	found = append(found, listtype.ValidateListSetsAndMaps(nil, k.structural, object.Object)...)
	if blocks(found) || k.rules == nil {
		return found
	}
	broken, _ := k.rules.Validate(ctx, nil, k.structural, object.Object, nil, celconfig.RuntimeCELCostBudget)
	return append(found, broken...)
}

// blocks says whether the server leaves the rules alone, because evaluating them could cost too much or fail.
func blocks(found field.ErrorList) bool {
	for _, each := range found {
		switch each.Type {
		case field.ErrorTypeNotSupported, field.ErrorTypeRequired, field.ErrorTypeTooLong, field.ErrorTypeTooMany, field.ErrorTypeTypeInvalid:
			return true
		}
	}
	return false
}

func complaints(given field.ErrorList) []complaint {
	found := []complaint{}
	for _, each := range given {
		found = append(found, complaint{string(each.Type), each.Field, each.Detail})
	}
	return found
}
