// The items of the DynamoDB table kv-storage-data, as its access patterns describe them
// and as DynamoDBDocumentClient of @aws-sdk/lib-dynamodb reads and writes them.
// A number is exact up to 2 ** 53; a client for larger ones has to be told to wrap them.

/** Read by: get-user, get-user-by-api-key. */
export interface User {
  PK: `USER#${string}`;
  SK: "METADATA";
  GSI1PK: `APIKEY#${string}`;
  GSI1SK: "METADATA";
  entityType: "USER";
  userId: string;
  email: string;
  apiKey: string;
  plan: string;
  requestCount: number;
  storageBytes: number;
  createdAt: string;
  updatedAt: string;
}

/** Read by: list-namespaces, get-namespace. */
export interface Namespace {
  PK: `NS#${string}`;
  SK: "METADATA";
  GSI1PK: `USER#${string}`;
  GSI1SK: `NS#${string}`;
  entityType: "NAMESPACE";
  createdAt: string;
  updatedAt: string;
  namespace?: string;
  userId?: string;
}

/**
 * Read by: read-key, list-keys.
 * Written by: create-key, create-key-again, update-key, delete-key.
 */
export interface Key {
  PK: `NS#${string}`;
  SK: `KEY#${string}`;
  GSI1PK: `NS#${string}`;
  GSI1SK: `KEY#${string}`;
  entityType: "KEY";
  value: string | string[] | {
    name: string;
    email?: string;
  };
  createdAt: string;
  updatedAt: string;
  namespace?: string;
  key?: string;
  ttl?: number;
}

/** Any item of the table kv-storage-data. */
export type KvStorageDataItem = User | Namespace | Key;

/** The primary key of the table kv-storage-data. */
export type KvStorageDataKey =
  | Pick<User, "PK" | "SK">
  | Pick<Namespace, "PK" | "SK">
  | Pick<Key, "PK" | "SK">;

/** The key of the index GSI1. */
export type GSI1Key =
  | Pick<User, "GSI1PK" | "GSI1SK">
  | Pick<Namespace, "GSI1PK" | "GSI1SK">
  | Pick<Key, "GSI1PK" | "GSI1SK">;
