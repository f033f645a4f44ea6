from planton_dynamodb.contract import metadata_pb2 as _metadata_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Retention(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RETENTION_UNSPECIFIED: _ClassVar[Retention]
    RETENTION_RETAIN: _ClassVar[Retention]
    RETENTION_DESTROY: _ClassVar[Retention]

class Safeguard(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SAFEGUARD_UNSPECIFIED: _ClassVar[Safeguard]
    SAFEGUARD_POINT_IN_TIME_RECOVERY: _ClassVar[Safeguard]
    SAFEGUARD_ENCRYPTION: _ClassVar[Safeguard]
    SAFEGUARD_DELETION_PROTECTION: _ClassVar[Safeguard]

class AlarmComparison(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ALARM_COMPARISON_UNSPECIFIED: _ClassVar[AlarmComparison]
    ALARM_COMPARISON_MORE_THAN: _ClassVar[AlarmComparison]
    ALARM_COMPARISON_AT_LEAST: _ClassVar[AlarmComparison]
    ALARM_COMPARISON_LESS_THAN: _ClassVar[AlarmComparison]
    ALARM_COMPARISON_AT_MOST: _ClassVar[AlarmComparison]

class MissingData(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MISSING_DATA_UNSPECIFIED: _ClassVar[MissingData]
    MISSING_DATA_NOT_BREACHING: _ClassVar[MissingData]
    MISSING_DATA_BREACHING: _ClassVar[MissingData]
    MISSING_DATA_IGNORE: _ClassVar[MissingData]
    MISSING_DATA_MISSING: _ClassVar[MissingData]

class ParameterOutput(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PARAMETER_OUTPUT_UNSPECIFIED: _ClassVar[ParameterOutput]
    PARAMETER_OUTPUT_TABLE_NAME: _ClassVar[ParameterOutput]
    PARAMETER_OUTPUT_TABLE_ARN: _ClassVar[ParameterOutput]
    PARAMETER_OUTPUT_TABLE_ID: _ClassVar[ParameterOutput]
    PARAMETER_OUTPUT_STREAM_ARN: _ClassVar[ParameterOutput]
    PARAMETER_OUTPUT_STREAM_LABEL: _ClassVar[ParameterOutput]

class Access(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ACCESS_UNSPECIFIED: _ClassVar[Access]
    ACCESS_READ: _ClassVar[Access]
    ACCESS_WRITE: _ClassVar[Access]
    ACCESS_READ_WRITE: _ClassVar[Access]
RETENTION_UNSPECIFIED: Retention
RETENTION_RETAIN: Retention
RETENTION_DESTROY: Retention
SAFEGUARD_UNSPECIFIED: Safeguard
SAFEGUARD_POINT_IN_TIME_RECOVERY: Safeguard
SAFEGUARD_ENCRYPTION: Safeguard
SAFEGUARD_DELETION_PROTECTION: Safeguard
ALARM_COMPARISON_UNSPECIFIED: AlarmComparison
ALARM_COMPARISON_MORE_THAN: AlarmComparison
ALARM_COMPARISON_AT_LEAST: AlarmComparison
ALARM_COMPARISON_LESS_THAN: AlarmComparison
ALARM_COMPARISON_AT_MOST: AlarmComparison
MISSING_DATA_UNSPECIFIED: MissingData
MISSING_DATA_NOT_BREACHING: MissingData
MISSING_DATA_BREACHING: MissingData
MISSING_DATA_IGNORE: MissingData
MISSING_DATA_MISSING: MissingData
PARAMETER_OUTPUT_UNSPECIFIED: ParameterOutput
PARAMETER_OUTPUT_TABLE_NAME: ParameterOutput
PARAMETER_OUTPUT_TABLE_ARN: ParameterOutput
PARAMETER_OUTPUT_TABLE_ID: ParameterOutput
PARAMETER_OUTPUT_STREAM_ARN: ParameterOutput
PARAMETER_OUTPUT_STREAM_LABEL: ParameterOutput
ACCESS_UNSPECIFIED: Access
ACCESS_READ: Access
ACCESS_WRITE: Access
ACCESS_READ_WRITE: Access

class AwsDynamodbOperations(_message.Message):
    __slots__ = ("api_version", "kind", "metadata", "spec")
    API_VERSION_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    METADATA_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    api_version: str
    kind: str
    metadata: _metadata_pb2.CloudResourceMetadata
    spec: AwsDynamodbOperationsSpec
    def __init__(self, api_version: _Optional[str] = ..., kind: _Optional[str] = ..., metadata: _Optional[_Union[_metadata_pb2.CloudResourceMetadata, _Mapping[str, object]]] = ..., spec: _Optional[_Union[AwsDynamodbOperationsSpec, _Mapping[str, object]]] = ...) -> None: ...

class AwsDynamodbOperationsSpec(_message.Message):
    __slots__ = ("table", "app", "naming", "environments", "auto_scaling", "alarms", "parameters", "grants", "usage")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    APP_FIELD_NUMBER: _ClassVar[int]
    NAMING_FIELD_NUMBER: _ClassVar[int]
    ENVIRONMENTS_FIELD_NUMBER: _ClassVar[int]
    AUTO_SCALING_FIELD_NUMBER: _ClassVar[int]
    ALARMS_FIELD_NUMBER: _ClassVar[int]
    PARAMETERS_FIELD_NUMBER: _ClassVar[int]
    GRANTS_FIELD_NUMBER: _ClassVar[int]
    USAGE_FIELD_NUMBER: _ClassVar[int]
    table: str
    app: str
    naming: str
    environments: _containers.RepeatedCompositeFieldContainer[Environment]
    auto_scaling: AutoScaling
    alarms: Alarms
    parameters: Parameters
    grants: _containers.RepeatedCompositeFieldContainer[Grant]
    usage: Usage
    def __init__(self, table: _Optional[str] = ..., app: _Optional[str] = ..., naming: _Optional[str] = ..., environments: _Optional[_Iterable[_Union[Environment, _Mapping[str, object]]]] = ..., auto_scaling: _Optional[_Union[AutoScaling, _Mapping[str, object]]] = ..., alarms: _Optional[_Union[Alarms, _Mapping[str, object]]] = ..., parameters: _Optional[_Union[Parameters, _Mapping[str, object]]] = ..., grants: _Optional[_Iterable[_Union[Grant, _Mapping[str, object]]]] = ..., usage: _Optional[_Union[Usage, _Mapping[str, object]]] = ...) -> None: ...

class Environment(_message.Message):
    __slots__ = ("name", "retention", "requires")
    NAME_FIELD_NUMBER: _ClassVar[int]
    RETENTION_FIELD_NUMBER: _ClassVar[int]
    REQUIRES_FIELD_NUMBER: _ClassVar[int]
    name: str
    retention: Retention
    requires: _containers.RepeatedScalarFieldContainer[Safeguard]
    def __init__(self, name: _Optional[str] = ..., retention: _Optional[_Union[Retention, str]] = ..., requires: _Optional[_Iterable[_Union[Safeguard, str]]] = ...) -> None: ...

class AutoScaling(_message.Message):
    __slots__ = ("read", "write", "indexes")
    READ_FIELD_NUMBER: _ClassVar[int]
    WRITE_FIELD_NUMBER: _ClassVar[int]
    INDEXES_FIELD_NUMBER: _ClassVar[int]
    read: ScalingRange
    write: ScalingRange
    indexes: _containers.RepeatedCompositeFieldContainer[IndexScaling]
    def __init__(self, read: _Optional[_Union[ScalingRange, _Mapping[str, object]]] = ..., write: _Optional[_Union[ScalingRange, _Mapping[str, object]]] = ..., indexes: _Optional[_Iterable[_Union[IndexScaling, _Mapping[str, object]]]] = ...) -> None: ...

class ScalingRange(_message.Message):
    __slots__ = ("min", "max", "target_utilization", "scale_in_cooldown", "scale_out_cooldown")
    MIN_FIELD_NUMBER: _ClassVar[int]
    MAX_FIELD_NUMBER: _ClassVar[int]
    TARGET_UTILIZATION_FIELD_NUMBER: _ClassVar[int]
    SCALE_IN_COOLDOWN_FIELD_NUMBER: _ClassVar[int]
    SCALE_OUT_COOLDOWN_FIELD_NUMBER: _ClassVar[int]
    min: int
    max: int
    target_utilization: int
    scale_in_cooldown: int
    scale_out_cooldown: int
    def __init__(self, min: _Optional[int] = ..., max: _Optional[int] = ..., target_utilization: _Optional[int] = ..., scale_in_cooldown: _Optional[int] = ..., scale_out_cooldown: _Optional[int] = ...) -> None: ...

class IndexScaling(_message.Message):
    __slots__ = ("index", "read", "write")
    INDEX_FIELD_NUMBER: _ClassVar[int]
    READ_FIELD_NUMBER: _ClassVar[int]
    WRITE_FIELD_NUMBER: _ClassVar[int]
    index: str
    read: ScalingRange
    write: ScalingRange
    def __init__(self, index: _Optional[str] = ..., read: _Optional[_Union[ScalingRange, _Mapping[str, object]]] = ..., write: _Optional[_Union[ScalingRange, _Mapping[str, object]]] = ...) -> None: ...

class Alarms(_message.Message):
    __slots__ = ("notify", "notify_when_over", "throttled_requests", "system_errors", "user_errors", "consumed_capacity", "indexes", "others", "environments")
    NOTIFY_FIELD_NUMBER: _ClassVar[int]
    NOTIFY_WHEN_OVER_FIELD_NUMBER: _ClassVar[int]
    THROTTLED_REQUESTS_FIELD_NUMBER: _ClassVar[int]
    SYSTEM_ERRORS_FIELD_NUMBER: _ClassVar[int]
    USER_ERRORS_FIELD_NUMBER: _ClassVar[int]
    CONSUMED_CAPACITY_FIELD_NUMBER: _ClassVar[int]
    INDEXES_FIELD_NUMBER: _ClassVar[int]
    OTHERS_FIELD_NUMBER: _ClassVar[int]
    ENVIRONMENTS_FIELD_NUMBER: _ClassVar[int]
    notify: str
    notify_when_over: bool
    throttled_requests: AlarmSettings
    system_errors: AlarmSettings
    user_errors: AlarmSettings
    consumed_capacity: ConsumedCapacity
    indexes: _containers.RepeatedCompositeFieldContainer[IndexAlarms]
    others: _containers.RepeatedCompositeFieldContainer[MetricAlarm]
    environments: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, notify: _Optional[str] = ..., notify_when_over: _Optional[bool] = ..., throttled_requests: _Optional[_Union[AlarmSettings, _Mapping[str, object]]] = ..., system_errors: _Optional[_Union[AlarmSettings, _Mapping[str, object]]] = ..., user_errors: _Optional[_Union[AlarmSettings, _Mapping[str, object]]] = ..., consumed_capacity: _Optional[_Union[ConsumedCapacity, _Mapping[str, object]]] = ..., indexes: _Optional[_Iterable[_Union[IndexAlarms, _Mapping[str, object]]]] = ..., others: _Optional[_Iterable[_Union[MetricAlarm, _Mapping[str, object]]]] = ..., environments: _Optional[_Iterable[str]] = ...) -> None: ...

class AlarmSettings(_message.Message):
    __slots__ = ("enabled", "threshold", "period_seconds", "periods")
    ENABLED_FIELD_NUMBER: _ClassVar[int]
    THRESHOLD_FIELD_NUMBER: _ClassVar[int]
    PERIOD_SECONDS_FIELD_NUMBER: _ClassVar[int]
    PERIODS_FIELD_NUMBER: _ClassVar[int]
    enabled: bool
    threshold: int
    period_seconds: int
    periods: int
    def __init__(self, enabled: _Optional[bool] = ..., threshold: _Optional[int] = ..., period_seconds: _Optional[int] = ..., periods: _Optional[int] = ...) -> None: ...

class ConsumedCapacity(_message.Message):
    __slots__ = ("enabled", "percent", "read_limit", "write_limit", "period_seconds", "periods")
    ENABLED_FIELD_NUMBER: _ClassVar[int]
    PERCENT_FIELD_NUMBER: _ClassVar[int]
    READ_LIMIT_FIELD_NUMBER: _ClassVar[int]
    WRITE_LIMIT_FIELD_NUMBER: _ClassVar[int]
    PERIOD_SECONDS_FIELD_NUMBER: _ClassVar[int]
    PERIODS_FIELD_NUMBER: _ClassVar[int]
    enabled: bool
    percent: int
    read_limit: int
    write_limit: int
    period_seconds: int
    periods: int
    def __init__(self, enabled: _Optional[bool] = ..., percent: _Optional[int] = ..., read_limit: _Optional[int] = ..., write_limit: _Optional[int] = ..., period_seconds: _Optional[int] = ..., periods: _Optional[int] = ...) -> None: ...

class IndexAlarms(_message.Message):
    __slots__ = ("index", "throttled_requests", "consumed_capacity")
    INDEX_FIELD_NUMBER: _ClassVar[int]
    THROTTLED_REQUESTS_FIELD_NUMBER: _ClassVar[int]
    CONSUMED_CAPACITY_FIELD_NUMBER: _ClassVar[int]
    index: str
    throttled_requests: AlarmSettings
    consumed_capacity: ConsumedCapacity
    def __init__(self, index: _Optional[str] = ..., throttled_requests: _Optional[_Union[AlarmSettings, _Mapping[str, object]]] = ..., consumed_capacity: _Optional[_Union[ConsumedCapacity, _Mapping[str, object]]] = ...) -> None: ...

class MetricAlarm(_message.Message):
    __slots__ = ("name", "metric", "statistic", "operation", "index", "comparison", "threshold", "period_seconds", "periods", "missing_data")
    NAME_FIELD_NUMBER: _ClassVar[int]
    METRIC_FIELD_NUMBER: _ClassVar[int]
    STATISTIC_FIELD_NUMBER: _ClassVar[int]
    OPERATION_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    COMPARISON_FIELD_NUMBER: _ClassVar[int]
    THRESHOLD_FIELD_NUMBER: _ClassVar[int]
    PERIOD_SECONDS_FIELD_NUMBER: _ClassVar[int]
    PERIODS_FIELD_NUMBER: _ClassVar[int]
    MISSING_DATA_FIELD_NUMBER: _ClassVar[int]
    name: str
    metric: str
    statistic: str
    operation: str
    index: str
    comparison: AlarmComparison
    threshold: int
    period_seconds: int
    periods: int
    missing_data: MissingData
    def __init__(self, name: _Optional[str] = ..., metric: _Optional[str] = ..., statistic: _Optional[str] = ..., operation: _Optional[str] = ..., index: _Optional[str] = ..., comparison: _Optional[_Union[AlarmComparison, str]] = ..., threshold: _Optional[int] = ..., period_seconds: _Optional[int] = ..., periods: _Optional[int] = ..., missing_data: _Optional[_Union[MissingData, str]] = ...) -> None: ...

class Parameters(_message.Message):
    __slots__ = ("path", "outputs")
    PATH_FIELD_NUMBER: _ClassVar[int]
    OUTPUTS_FIELD_NUMBER: _ClassVar[int]
    path: str
    outputs: _containers.RepeatedScalarFieldContainer[ParameterOutput]
    def __init__(self, path: _Optional[str] = ..., outputs: _Optional[_Iterable[_Union[ParameterOutput, str]]] = ...) -> None: ...

class Grant(_message.Message):
    __slots__ = ("name", "access", "role", "stream", "environments")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ACCESS_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    STREAM_FIELD_NUMBER: _ClassVar[int]
    ENVIRONMENTS_FIELD_NUMBER: _ClassVar[int]
    name: str
    access: Access
    role: str
    stream: bool
    environments: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, name: _Optional[str] = ..., access: _Optional[_Union[Access, str]] = ..., role: _Optional[str] = ..., stream: _Optional[bool] = ..., environments: _Optional[_Iterable[str]] = ...) -> None: ...

class Usage(_message.Message):
    __slots__ = ("reads", "consistent_reads_percent", "writes", "item_size", "storage", "stream_reads", "backups")
    READS_FIELD_NUMBER: _ClassVar[int]
    CONSISTENT_READS_PERCENT_FIELD_NUMBER: _ClassVar[int]
    WRITES_FIELD_NUMBER: _ClassVar[int]
    ITEM_SIZE_FIELD_NUMBER: _ClassVar[int]
    STORAGE_FIELD_NUMBER: _ClassVar[int]
    STREAM_READS_FIELD_NUMBER: _ClassVar[int]
    BACKUPS_FIELD_NUMBER: _ClassVar[int]
    reads: str
    consistent_reads_percent: int
    writes: str
    item_size: str
    storage: str
    stream_reads: str
    backups: str
    def __init__(self, reads: _Optional[str] = ..., consistent_reads_percent: _Optional[int] = ..., writes: _Optional[str] = ..., item_size: _Optional[str] = ..., storage: _Optional[str] = ..., stream_reads: _Optional[str] = ..., backups: _Optional[str] = ...) -> None: ...
