from google.protobuf import struct_pb2 as _struct_pb2
from planton_dynamodb.contract import metadata_pb2 as _metadata_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Operation(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    OPERATION_UNSPECIFIED: _ClassVar[Operation]
    OPERATION_GET_ITEM: _ClassVar[Operation]
    OPERATION_QUERY: _ClassVar[Operation]
    OPERATION_BATCH_GET_ITEM: _ClassVar[Operation]
    OPERATION_SCAN: _ClassVar[Operation]
    OPERATION_PUT_ITEM: _ClassVar[Operation]
    OPERATION_UPDATE_ITEM: _ClassVar[Operation]
    OPERATION_DELETE_ITEM: _ClassVar[Operation]
    OPERATION_TRANSACT_WRITE_ITEMS: _ClassVar[Operation]
    OPERATION_DELETE_COLLECTION: _ClassVar[Operation]
    OPERATION_CONDITION_CHECK: _ClassVar[Operation]

class SortOrder(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SORT_ORDER_UNSPECIFIED: _ClassVar[SortOrder]
    SORT_ORDER_ASCENDING: _ClassVar[SortOrder]
    SORT_ORDER_DESCENDING: _ClassVar[SortOrder]
OPERATION_UNSPECIFIED: Operation
OPERATION_GET_ITEM: Operation
OPERATION_QUERY: Operation
OPERATION_BATCH_GET_ITEM: Operation
OPERATION_SCAN: Operation
OPERATION_PUT_ITEM: Operation
OPERATION_UPDATE_ITEM: Operation
OPERATION_DELETE_ITEM: Operation
OPERATION_TRANSACT_WRITE_ITEMS: Operation
OPERATION_DELETE_COLLECTION: Operation
OPERATION_CONDITION_CHECK: Operation
SORT_ORDER_UNSPECIFIED: SortOrder
SORT_ORDER_ASCENDING: SortOrder
SORT_ORDER_DESCENDING: SortOrder

class AwsDynamodbAccessPatterns(_message.Message):
    __slots__ = ("api_version", "kind", "metadata", "spec")
    API_VERSION_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    METADATA_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    api_version: str
    kind: str
    metadata: _metadata_pb2.CloudResourceMetadata
    spec: AwsDynamodbAccessPatternsSpec
    def __init__(self, api_version: _Optional[str] = ..., kind: _Optional[str] = ..., metadata: _Optional[_Union[_metadata_pb2.CloudResourceMetadata, _Mapping[str, object]]] = ..., spec: _Optional[_Union[AwsDynamodbAccessPatternsSpec, _Mapping[str, object]]] = ...) -> None: ...

class AwsDynamodbAccessPatternsSpec(_message.Message):
    __slots__ = ("table", "entities", "items", "patterns")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    ENTITIES_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    PATTERNS_FIELD_NUMBER: _ClassVar[int]
    table: str
    entities: _containers.RepeatedCompositeFieldContainer[Entity]
    items: _containers.RepeatedCompositeFieldContainer[SampleItem]
    patterns: _containers.RepeatedCompositeFieldContainer[AccessPattern]
    def __init__(self, table: _Optional[str] = ..., entities: _Optional[_Iterable[_Union[Entity, _Mapping[str, object]]]] = ..., items: _Optional[_Iterable[_Union[SampleItem, _Mapping[str, object]]]] = ..., patterns: _Optional[_Iterable[_Union[AccessPattern, _Mapping[str, object]]]] = ...) -> None: ...

class Entity(_message.Message):
    __slots__ = ("name", "description", "keys", "sparse_indexes", "count", "item_size")
    class KeysEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    NAME_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    KEYS_FIELD_NUMBER: _ClassVar[int]
    SPARSE_INDEXES_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    ITEM_SIZE_FIELD_NUMBER: _ClassVar[int]
    name: str
    description: str
    keys: _containers.ScalarMap[str, str]
    sparse_indexes: _containers.RepeatedScalarFieldContainer[str]
    count: int
    item_size: str
    def __init__(self, name: _Optional[str] = ..., description: _Optional[str] = ..., keys: _Optional[_Mapping[str, str]] = ..., sparse_indexes: _Optional[_Iterable[str]] = ..., count: _Optional[int] = ..., item_size: _Optional[str] = ...) -> None: ...

class SampleItem(_message.Message):
    __slots__ = ("name", "entity", "attributes")
    class AttributesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: _struct_pb2.Value
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[_struct_pb2.Value, _Mapping[str, object]]] = ...) -> None: ...
    NAME_FIELD_NUMBER: _ClassVar[int]
    ENTITY_FIELD_NUMBER: _ClassVar[int]
    ATTRIBUTES_FIELD_NUMBER: _ClassVar[int]
    name: str
    entity: str
    attributes: _containers.MessageMap[str, _struct_pb2.Value]
    def __init__(self, name: _Optional[str] = ..., entity: _Optional[str] = ..., attributes: _Optional[_Mapping[str, _struct_pb2.Value]] = ...) -> None: ...

class AccessPattern(_message.Message):
    __slots__ = ("name", "description", "operation", "index", "parameters", "key", "keys", "key_condition", "filter", "item", "entity", "update", "condition", "writes", "names", "values", "attributes", "consistent_read", "order", "limit", "expect", "frequency", "items_per_call")
    class ParametersEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: _struct_pb2.Value
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[_struct_pb2.Value, _Mapping[str, object]]] = ...) -> None: ...
    class KeyEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: _struct_pb2.Value
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[_struct_pb2.Value, _Mapping[str, object]]] = ...) -> None: ...
    class KeyConditionEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: Comparison
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[Comparison, _Mapping[str, object]]] = ...) -> None: ...
    class ItemEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: _struct_pb2.Value
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[_struct_pb2.Value, _Mapping[str, object]]] = ...) -> None: ...
    class NamesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    class ValuesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: _struct_pb2.Value
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[_struct_pb2.Value, _Mapping[str, object]]] = ...) -> None: ...
    NAME_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    OPERATION_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    PARAMETERS_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    KEYS_FIELD_NUMBER: _ClassVar[int]
    KEY_CONDITION_FIELD_NUMBER: _ClassVar[int]
    FILTER_FIELD_NUMBER: _ClassVar[int]
    ITEM_FIELD_NUMBER: _ClassVar[int]
    ENTITY_FIELD_NUMBER: _ClassVar[int]
    UPDATE_FIELD_NUMBER: _ClassVar[int]
    CONDITION_FIELD_NUMBER: _ClassVar[int]
    WRITES_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    ATTRIBUTES_FIELD_NUMBER: _ClassVar[int]
    CONSISTENT_READ_FIELD_NUMBER: _ClassVar[int]
    ORDER_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    EXPECT_FIELD_NUMBER: _ClassVar[int]
    FREQUENCY_FIELD_NUMBER: _ClassVar[int]
    ITEMS_PER_CALL_FIELD_NUMBER: _ClassVar[int]
    name: str
    description: str
    operation: Operation
    index: str
    parameters: _containers.MessageMap[str, _struct_pb2.Value]
    key: _containers.MessageMap[str, _struct_pb2.Value]
    keys: _containers.RepeatedCompositeFieldContainer[_struct_pb2.Struct]
    key_condition: _containers.MessageMap[str, Comparison]
    filter: str
    item: _containers.MessageMap[str, _struct_pb2.Value]
    entity: str
    update: str
    condition: str
    writes: _containers.RepeatedCompositeFieldContainer[TransactWrite]
    names: _containers.ScalarMap[str, str]
    values: _containers.MessageMap[str, _struct_pb2.Value]
    attributes: _containers.RepeatedScalarFieldContainer[str]
    consistent_read: bool
    order: SortOrder
    limit: int
    expect: Expectation
    frequency: str
    items_per_call: int
    def __init__(self, name: _Optional[str] = ..., description: _Optional[str] = ..., operation: _Optional[_Union[Operation, str]] = ..., index: _Optional[str] = ..., parameters: _Optional[_Mapping[str, _struct_pb2.Value]] = ..., key: _Optional[_Mapping[str, _struct_pb2.Value]] = ..., keys: _Optional[_Iterable[_Union[_struct_pb2.Struct, _Mapping[str, object]]]] = ..., key_condition: _Optional[_Mapping[str, Comparison]] = ..., filter: _Optional[str] = ..., item: _Optional[_Mapping[str, _struct_pb2.Value]] = ..., entity: _Optional[str] = ..., update: _Optional[str] = ..., condition: _Optional[str] = ..., writes: _Optional[_Iterable[_Union[TransactWrite, _Mapping[str, object]]]] = ..., names: _Optional[_Mapping[str, str]] = ..., values: _Optional[_Mapping[str, _struct_pb2.Value]] = ..., attributes: _Optional[_Iterable[str]] = ..., consistent_read: _Optional[bool] = ..., order: _Optional[_Union[SortOrder, str]] = ..., limit: _Optional[int] = ..., expect: _Optional[_Union[Expectation, _Mapping[str, object]]] = ..., frequency: _Optional[str] = ..., items_per_call: _Optional[int] = ...) -> None: ...

class Comparison(_message.Message):
    __slots__ = ("equals", "begins_with", "less_than", "at_most", "greater_than", "at_least", "between")
    EQUALS_FIELD_NUMBER: _ClassVar[int]
    BEGINS_WITH_FIELD_NUMBER: _ClassVar[int]
    LESS_THAN_FIELD_NUMBER: _ClassVar[int]
    AT_MOST_FIELD_NUMBER: _ClassVar[int]
    GREATER_THAN_FIELD_NUMBER: _ClassVar[int]
    AT_LEAST_FIELD_NUMBER: _ClassVar[int]
    BETWEEN_FIELD_NUMBER: _ClassVar[int]
    equals: _struct_pb2.Value
    begins_with: _struct_pb2.Value
    less_than: _struct_pb2.Value
    at_most: _struct_pb2.Value
    greater_than: _struct_pb2.Value
    at_least: _struct_pb2.Value
    between: _containers.RepeatedCompositeFieldContainer[_struct_pb2.Value]
    def __init__(self, equals: _Optional[_Union[_struct_pb2.Value, _Mapping[str, object]]] = ..., begins_with: _Optional[_Union[_struct_pb2.Value, _Mapping[str, object]]] = ..., less_than: _Optional[_Union[_struct_pb2.Value, _Mapping[str, object]]] = ..., at_most: _Optional[_Union[_struct_pb2.Value, _Mapping[str, object]]] = ..., greater_than: _Optional[_Union[_struct_pb2.Value, _Mapping[str, object]]] = ..., at_least: _Optional[_Union[_struct_pb2.Value, _Mapping[str, object]]] = ..., between: _Optional[_Iterable[_Union[_struct_pb2.Value, _Mapping[str, object]]]] = ...) -> None: ...

class TransactWrite(_message.Message):
    __slots__ = ("operation", "key", "item", "entity", "update", "condition", "names", "values")
    class KeyEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: _struct_pb2.Value
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[_struct_pb2.Value, _Mapping[str, object]]] = ...) -> None: ...
    class ItemEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: _struct_pb2.Value
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[_struct_pb2.Value, _Mapping[str, object]]] = ...) -> None: ...
    class NamesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    class ValuesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: _struct_pb2.Value
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[_struct_pb2.Value, _Mapping[str, object]]] = ...) -> None: ...
    OPERATION_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    ITEM_FIELD_NUMBER: _ClassVar[int]
    ENTITY_FIELD_NUMBER: _ClassVar[int]
    UPDATE_FIELD_NUMBER: _ClassVar[int]
    CONDITION_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    operation: Operation
    key: _containers.MessageMap[str, _struct_pb2.Value]
    item: _containers.MessageMap[str, _struct_pb2.Value]
    entity: str
    update: str
    condition: str
    names: _containers.ScalarMap[str, str]
    values: _containers.MessageMap[str, _struct_pb2.Value]
    def __init__(self, operation: _Optional[_Union[Operation, str]] = ..., key: _Optional[_Mapping[str, _struct_pb2.Value]] = ..., item: _Optional[_Mapping[str, _struct_pb2.Value]] = ..., entity: _Optional[str] = ..., update: _Optional[str] = ..., condition: _Optional[str] = ..., names: _Optional[_Mapping[str, str]] = ..., values: _Optional[_Mapping[str, _struct_pb2.Value]] = ...) -> None: ...

class Expectation(_message.Message):
    __slots__ = ("items", "count", "ordered", "error")
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    ORDERED_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[_struct_pb2.Value]
    count: int
    ordered: bool
    error: str
    def __init__(self, items: _Optional[_Iterable[_Union[_struct_pb2.Value, _Mapping[str, object]]]] = ..., count: _Optional[int] = ..., ordered: _Optional[bool] = ..., error: _Optional[str] = ...) -> None: ...
