import type { Api } from "./api";
import {
  array,
  BOOL,
  INT16,
  INT32,
  INT8,
  NULLABLE_STRING,
  nullableArray,
  type Of,
  since,
  STRING,
  struct,
  until,
} from "./codec";

const request = struct({
  resources: array(struct({ type: INT8, name: STRING, keys: nullableArray(STRING) })),
  wantsSynonyms: since(1, BOOL, false),
  wantsDocumentation: since(3, BOOL, false),
});

const synonym = struct({ name: STRING, value: NULLABLE_STRING, source: INT8 });

const response = struct({
  throttleMs: INT32,
  results: array(
    struct({
      error: INT16,
      message: NULLABLE_STRING,
      type: INT8,
      name: STRING,
      configs: array(
        struct({
          name: STRING,
          value: NULLABLE_STRING,
          isReadOnly: BOOL,
          isDefault: until(0, BOOL, true),
          source: since(1, INT8, -1),
          isSensitive: BOOL,
          synonyms: since<Of<typeof synonym>[]>(1, array(synonym), []),
          valueType: since(3, INT8, 0),
          documentation: since<string | null>(3, NULLABLE_STRING, null),
        }),
      ),
    }),
  ),
});

export type DescribeConfigsRequest = Of<typeof request>;
export type DescribeConfigsAnswer = Of<typeof response>;
export const DESCRIBE_CONFIGS: Api<DescribeConfigsRequest, DescribeConfigsAnswer> = {
  key: 32,
  from: 0,
  to: 4,
  flexibleFrom: 4,
  request,
  response,
};
