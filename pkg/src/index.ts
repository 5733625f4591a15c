/**
 * Version control for SQL schemas: what the package exports, in every runtime.
 *
 * @packageDocumentation
 */
/// <reference lib="esnext.disposable" preserve="true" />

export {
  materialize,
  type Materialized,
  type OpaqueStatement,
  type RecordedFinding,
  type RefusedStatement,
  type Schema,
  type SchemaPoint,
} from "./catalog.js";
export type { ConflictClass, ConflictSide, DdlConflict, DdlConflictType } from "./conflicts.js";
export {
  type DiffOptions,
  diffSchemas,
  type AmbiguousRename,
  type DiffHint,
  type HazardCode,
  type NotBroughtBack,
  type OtherOrder,
  type PossibleRename,
  type SchemaDiff,
  type SchemaRef,
  type StatementHazard,
  type UnknownRename,
} from "./diff.js";
export {
  ArgumentError,
  ERROR_CODES,
  type ErrorCode,
  type ErrorDetails,
  type ErrorInit,
  HistoryError,
  ImportError,
  LoadError,
  PanicError,
  SchemagraftError,
  SqlError,
  StoreError,
  type StoreErrorCode,
} from "./errors.js";
export type {
  Branch,
  CreateBranchOptions,
  DdlHistoryEntry,
  DeleteBranchOptions,
  DetectConflictsOptions,
  ForkPoint,
  HistoryOptions,
  NewDdlEntry,
  Origin,
  RecordMeta,
  SchemaSnapshot,
  SnapshotOptions,
  VerifyProblem,
  VerifyReport,
} from "./history.js";
export { type LevelDatabase, levelStore } from "./level-store.js";
export { DdlVersioningManager, type OpenOptions } from "./manager.js";
export {
  type ApplyMergeOptions,
  type ApplyRevertOptions,
  type CleanObject,
  type DdlMergeStrategy,
  type MergeHeads,
  type MergeMode,
  type MergeOptions,
  type MergeOutcome,
  type MergePlan,
  type MergeReason,
  type MergeRecord,
  type Moment,
  type MergeResult,
  mergeSchemas,
  type MergeTextsOptions,
  type MergeWarning,
  type Resolution,
  type Reverted,
  type RevertPlan,
  type RevertRecord,
  type RevertResult,
} from "./merge.js";
export {
  type ImportedMigration,
  type ImportPlan,
  type MigrationFile,
  type MigrationLayout,
  planImport,
  type SkippedFile,
} from "./migrations.js";
export { parseDdl } from "./parse.js";
export {
  DDL_OBJECT_TYPES,
  DDL_OPERATIONS,
  type DdlObjectType,
  type DdlOperation,
  type Note,
  type ObjectRef,
  type ParsedScript,
  type ParseOptions,
  type Position,
  type Span,
  type Statement,
  type StatementClass,
} from "./sql.js";
export type {
  Column,
  Constraint,
  Enum,
  Index,
  Mention,
  SchemaNode,
  SchemaObject,
  SchemaStructure,
  Sequence,
  Table,
  View,
} from "./structure.js";
export type { Batch, Expectation, KeyRange, ScanOptions, Store, Write } from "./store.js";
export { initialize, type InitializeOptions, type WasmSource } from "./wasm.js";
