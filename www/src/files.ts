/**
 * Files that a person chooses or drops: those of a folder of migrations, read.
 *
 * Never in it: elements of the page but what was dropped on; what becomes of the files.
 */
import type { MigrationFile } from "schemagraft";

/** A file with its path within what was chosen. */
interface Found {
  readonly path: string;
  readonly file: File;
}

/** Returns the files that an input has, as far as they can be migrations. */
export function chosenFiles(files: Iterable<File>): Promise<MigrationFile[]> {
  return read([...files].map((file) => ({ path: file.webkitRelativePath || file.name, file })));
}

/** Returns the files, and those of the folders, that were dropped, as far as they can be migrations. */
export async function droppedFiles(transfer: DataTransfer): Promise<MigrationFile[]> {
  // What was dropped is gone once its event is over: nothing is awaited before all of it is asked for.
  const found = [...transfer.items].map((item) => {
    const entry = item.webkitGetAsEntry();
    const file = entry ? null : item.getAsFile();
    return entry ? filesIn(entry) : Promise.resolve(file ? [{ path: file.name, file }] : []);
  });
  return read((await Promise.all(found)).flat());
}

async function filesIn(entry: FileSystemEntry): Promise<Found[]> {
  const path = entry.fullPath.replace(/^\//u, "");
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => { entry.file(resolve, reject); });
    return [{ path, file }];
  }
  if (!isFolder(entry)) return [];
  const found = await Promise.all((await entriesOf(entry)).map((within) => filesIn(within)));
  return found.flat();
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

/** Returns what a folder has; a reader gives it in parts, the last of which is empty. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const next = () =>
    new Promise<FileSystemEntry[]>((resolve, reject) => { reader.readEntries(resolve, reject); });
  const entries: FileSystemEntry[] = [];
  for (let part = await next(); part.length > 0; part = await next()) entries.push(...part);
  return entries;
}

async function read(found: readonly Found[]): Promise<MigrationFile[]> {
  const wanted = found.filter(({ path }) => /\.sql$|(?:^|\/)(?:_journal\.json|sqitch\.plan)$/u.test(path));
  const folder = folderOf(wanted.map(({ path }) => path));
  return Promise.all(
    wanted.map(async ({ path, file }) => ({ path: path.slice(folder.length), text: await file.text() })),
  );
}

/** Returns the folder that all paths begin with, which was chosen itself, with a slash at its end. */
function folderOf(paths: readonly string[]): string {
  const [first = ""] = paths;
  const folder = first.slice(0, first.indexOf("/") + 1);
  return paths.every((path) => path.startsWith(folder)) ? folder : "";
}
