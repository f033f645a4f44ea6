// Command crdjudge says of manifests what a Kubernetes API server with our definitions would say, by its own code.
//
// Its arguments are files of CustomResourceDefinitions. Standard input has a line of JSON for each text, with an `id`
// and a `text` of one or more YAML documents; standard output has a line for each definition, then one for each
// object: what it is refused for, the unknown fields that kubectl asks to be told of included. What is about
// `metadata` alone stands apart, since Kubernetes has metadata of its own.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/yaml"
)

type question struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

type complaint struct {
	Type   string `json:"type"`
	Field  string `json:"field"`
	Detail string `json:"detail"`
}

type verdict struct {
	ID       string      `json:"id"`
	Document int         `json:"document"`
	Kind     string      `json:"kind"`
	Name     string      `json:"name"`
	Errors   []complaint `json:"errors"`
	Metadata []complaint `json:"metadata"`
}

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "crdjudge:", err)
		os.Exit(2)
	}
}

func run(paths []string, in io.Reader, out io.Writer) error {
	answers := json.NewEncoder(out)
	kinds := map[string]*kind{}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		found, err := definitions(data)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		for _, each := range found {
			if err := answers.Encode(each.judgement()); err != nil {
				return err
			}
			if each.kind != nil {
				kinds[each.kind.apiVersion+" "+each.kind.name] = each.kind
			}
		}
	}
	lines := bufio.NewReaderSize(in, 1<<20)
	for {
		line, err := lines.ReadBytes('\n')
		if len(strings.TrimSpace(string(line))) > 0 {
			var asked question
			if err := json.Unmarshal(line, &asked); err != nil {
				return err
			}
			for _, each := range answered(asked, kinds) {
				if err := answers.Encode(each); err != nil {
					return err
				}
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// answered reads a text as kubectl does and judges each object in it. What cannot be read ends the text.
func answered(asked question, kinds map[string]*kind) []verdict {
	var found []verdict
	documents := yaml.NewYAMLOrJSONDecoder(strings.NewReader(asked.Text), 4096)
	for {
		var raw runtime.RawExtension
		err := documents.Decode(&raw)
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			return append(found, unread(asked.ID, len(found), err))
		}
		data := strings.TrimSpace(string(raw.Raw))
		if data == "" || data == "null" {
			continue
		}
		for _, object := range objects([]byte(data)) {
			if object.err != nil {
				found = append(found, unread(asked.ID, len(found), object.err))
				continue
			}
			found = append(found, judged(asked.ID, len(found), object.data, kinds))
		}
	}
}

type object struct {
	data []byte
	err  error
}

// objects takes a List apart, as kubectl does.
func objects(data []byte) []object {
	decoded, _, err := unstructured.UnstructuredJSONScheme.Decode(data, nil, nil)
	if err != nil {
		return []object{{err: err}}
	}
	list, isList := decoded.(*unstructured.UnstructuredList)
	if !isList {
		return []object{{data: data}}
	}
	var found []object
	for index := range list.Items {
		item, err := list.Items[index].MarshalJSON()
		found = append(found, object{item, err})
	}
	return found
}

func unread(id string, document int, err error) verdict {
	return verdict{ID: id, Document: document, Errors: []complaint{{"Unreadable", "", err.Error()}}}
}

func judged(id string, document int, data []byte, kinds map[string]*kind) verdict {
	said := verdict{ID: id, Document: document}
	read := &unstructured.Unstructured{}
	if err := read.UnmarshalJSON(data); err != nil {
		return unread(id, document, err)
	}
	said.Kind, said.Name = read.GetKind(), read.GetName()
	known := kinds[read.GetAPIVersion()+" "+read.GetKind()]
	if known == nil {
		detail := fmt.Sprintf("no matches for kind %q in version %q", read.GetKind(), read.GetAPIVersion())
		said.Errors = []complaint{{"NoMatch", "", detail}}
		return said
	}
	complaints, err := known.create(context.Background(), data)
	if err != nil {
		said.Errors = []complaint{{"BadRequest", "", err.Error()}}
		return said
	}
	for _, each := range complaints {
		if each.Field == "metadata" || strings.HasPrefix(each.Field, "metadata.") {
			said.Metadata = append(said.Metadata, each)
		} else {
			said.Errors = append(said.Errors, each)
		}
	}
	return said
}
