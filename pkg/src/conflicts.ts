/** The account of what two branches did to the same objects. */
import type { DdlObjectType, Position, Span } from "./sql.js";

/**
 * How two branches disagree, coarsely.
 *
 * - `BothModified`: both changed it, differently
 * - `BothCreated`: both created it, differently
 * - `DroppedVsModified`: one dropped it, the other changed or needs it
 * - `IncompatibleAlter`: two changes that can't hold together
 */
export type DdlConflictType =
  "BothModified" | "BothCreated" | "DroppedVsModified" | "IncompatibleAlter";

/**
 * How two branches disagree, finely.
 *
 * - `DropVsModify`: one drops the object, the other alters it
 * - `DropVsReference`: one drops the object, the other makes something that needs it
 * - `BothCreated`: the same name, with different definitions
 * - `BothModified`: the same attribute, with different values
 * - `NamespaceCollision`: two kinds of object under one name of one namespace
 * - `DivergentRename`: one object, two new names
 * - `SilentOverwrite`: `CREATE OR REPLACE` on both sides: the last writer would win
 * - `SilentSkip`: `IF NOT EXISTS` that would hide a different object
 * - `IdentityReplaced`: dropped and created again on one side, altered on the other
 * - `IncompatibleAlter`: two changes that can't hold together
 * - `IdentifierRules`: two names that are one after 63 bytes
 * - `PartitionOverlap`: two partitions for the same rows
 * - `OrderDependent`: a result that depends on whose statements come first
 * - `DropVsMetadata`: a comment on what the other side drops
 * - `HiddenDependency`: a body that is text speaks of what the other side drops, renames or moves
 * - `SecurityReview`: both sides together open or close more rows than each alone
 * - `Unknown`: a statement whose effects are not known, or not all of them
 */
export type ConflictClass =
  | "DropVsModify"
  | "DropVsReference"
  | "BothCreated"
  | "BothModified"
  | "NamespaceCollision"
  | "DivergentRename"
  | "SilentOverwrite"
  | "SilentSkip"
  | "IdentityReplaced"
  | "IncompatibleAlter"
  | "IdentifierRules"
  | "PartitionOverlap"
  | "OrderDependent"
  | "DropVsMetadata"
  | "HiddenDependency"
  | "SecurityReview"
  | "Unknown";

/** One statement that takes part in a conflict. */
export interface ConflictSide {
  /** The entry's id. */
  readonly ddlId: number;
  /** The statement's text. */
  readonly statement: string;
  /** The part of the text that matters. */
  readonly span: Span;
  /** The place of that part in the text. */
  readonly position: Position;
}

/** What two branches did to one object that can't be merged as it stands. */
export interface DdlConflict {
  /** What it is called when it is resolved: the same each time these branches are compared. */
  readonly id: string;
  /** What the object is. */
  readonly objectType: DdlObjectType;
  /** Its name in the base, or the new name where the base has none. */
  readonly objectName: string;
  /** The coarse type. */
  readonly conflictType: DdlConflictType;
  /** The finer class. */
  readonly class: ConflictClass;
  /** The attribute concerned, such as "type" or "default", where it is one. */
  readonly attribute: string | undefined;
  /** The conflict in one line of plain words. */
  readonly explanation: string;
  /** What the base says there, if something: an attribute's value, or the statements that make the object. */
  readonly base: string | undefined;
  /** The resolutions on offer, besides SQL of one's own. */
  readonly resolutions: readonly ("source" | "target" | "both")[];
  /** The text of the source's first statement concerned; empty where a doubt is over the target's alone. */
  readonly sourceDdl: string;
  /** The text of the target's first statement concerned, where there is one. */
  readonly targetDdl: string | undefined;
  /** The source's statements concerned, in order. */
  readonly source: readonly ConflictSide[];
  /** The target's statements concerned, in order. */
  readonly target: readonly ConflictSide[];
}
