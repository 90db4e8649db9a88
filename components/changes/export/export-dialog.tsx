"use client";

import { Copy, Download } from "lucide-react";
import { useMemo, useState } from "react";
import { useAnnounce } from "@/components/shell/announcer";
import { Button } from "@/components/ui/button";
import { YamlCode } from "@/components/ui/code/yaml-code";
import { Dialog } from "@/components/ui/dialog";
import { Icon } from "@/components/ui/icon";
import { TabPanel, Tabs } from "@/components/ui/tabs";
import { visible } from "@/lib/format/visible";
import type { ChangeSet } from "@/lib/mesh/changes/change-set";
import { exportKubectl } from "@/lib/mesh/changes/export/export-kubectl";
import { type ExportFile, exportKustomize } from "@/lib/mesh/changes/export/export-kustomize";
import { exportYaml } from "@/lib/mesh/changes/export/export-yaml";
import {
  EXPORT_FORMS,
  type ExportForm,
  exportText,
  exportWords,
} from "@/lib/messages/changes/export";

type ExportDialogProps = {
  readonly name: string;
  readonly changeSet: ChangeSet;
  /** Edits that do not fit and are not in the change set. */
  readonly conflicts?: number;
  readonly onClose: () => void;
};

/** A change as files to take elsewhere: manifests, a kustomize component, a kubectl script. */
export function ExportDialog({ name, changeSet, conflicts = 0, onClose }: ExportDialogProps) {
  const [form, setForm] = useState<ExportForm>("yaml");
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={exportText.title(visible(name))}
      description={exportText.description}
      closeLabel={exportText.close}
      className="w-[min(820px,calc(100vw-32px))]"
    >
      {changeSet.changes.length === 0 ? (
        <p className="m-0 px-4 py-4 text-ink-2">{exportText.none}</p>
      ) : (
        <Tabs
          label={exportText.forms}
          tabs={EXPORT_FORMS.map((value) => ({ value, label: exportText.form(value).name }))}
          value={form}
          onChange={setForm}
        >
          {EXPORT_FORMS.map((value) => (
            <TabPanel key={value} value={value}>
              <Files form={value} name={name} changeSet={changeSet} conflicts={conflicts} />
            </TabPanel>
          ))}
        </Tabs>
      )}
    </Dialog>
  );
}

/** A name for a file that every system takes. */
const fileStem = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "") || "heddle";

function filesOf(form: ExportForm, name: string, changeSet: ChangeSet): readonly ExportFile[] {
  switch (form) {
    case "yaml":
      return [{ name: `${fileStem(name)}.yaml`, text: exportYaml(changeSet, exportWords) }];
    case "kustomize":
      return exportKustomize(changeSet, exportWords);
    case "kubectl":
      return [{ name: `${fileStem(name)}.sh`, text: exportKubectl(changeSet, exportWords) }];
  }
}

type FilesProps = {
  readonly form: ExportForm;
  readonly name: string;
  readonly changeSet: ChangeSet;
  readonly conflicts: number;
};

function Files({ form, name, changeSet, conflicts }: FilesProps) {
  const files = useMemo(() => filesOf(form, name, changeSet), [form, name, changeSet]);
  return (
    <div className="pb-3">
      <p className="m-0 px-4 pt-2.5 text-ink-2">
        {exportText.form(form).note} {conflicts === 0 ? null : exportText.conflicts(conflicts)}
      </p>
      {files.map((file) => (
        <FileView key={file.name} file={file} />
      ))}
    </div>
  );
}

function FileView({ file }: { readonly file: ExportFile }) {
  const lines = file.text.replace(/\n$/, "").split("\n");
  return (
    <section className="px-4 pt-2.5" aria-label={exportText.file(file.name)}>
      <div className="flex h-8 items-center gap-1.5">
        <code className="min-w-0 flex-1 truncate text-ink-2">{file.name}</code>
        <CopyFile file={file} />
        <Button size="s" onClick={() => download(file)} aria-label={exportText.download(file.name)}>
          <Icon of={Download} size={12} />
          {exportText.save}
        </Button>
      </div>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard (WCAG 2.1.1)
        tabIndex={0}
        className="m-0 max-h-80 overflow-auto rounded-control border border-line bg-canvas py-1.5 leading-[17px]"
      >
        {lines.map((line, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
          <span key={i} className="block px-2.5">
            <YamlCode line={line} />
            {"\n"}
          </span>
        ))}
      </pre>
    </section>
  );
}

function CopyFile({ file }: { readonly file: ExportFile }) {
  const [done, setDone] = useState<"copied" | "failed" | null>(null);
  const announce = useAnnounce();
  const copy = async () => {
    const outcome = await navigator.clipboard?.writeText(file.text).then(
      () => "copied" as const,
      () => "failed" as const,
    );
    setDone(outcome ?? "failed");
    announce(outcome === "copied" ? exportText.copied : exportText.copyFailed);
  };
  return (
    <>
      {done === "failed" ? <span className="text-ink-2">{exportText.copyFailed}</span> : null}
      <Button size="s" onClick={() => void copy()}>
        <Icon of={Copy} size={12} />
        {done === "copied" ? exportText.copied : exportText.copy}
      </Button>
    </>
  );
}

/** Hands a file to the browser as one to be saved. */
function download({ name, text }: ExportFile): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
