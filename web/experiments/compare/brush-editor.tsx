import { ActionIcon, Select, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useText } from "../../i18n/use-text.ts";
import { axisOf } from "./axis.ts";
import type { Brush } from "./brushes.ts";
import { useComparison } from "./comparison.tsx";
import { asNumber } from "./fields.ts";
import { useFieldWords } from "./words.ts";

/** A brush as two boxes, for who has no pointer or wants it exact. */
export function BrushEditor({ brush }: { brush: Brush }) {
  const { t } = useText();
  const words = useFieldWords();
  const { runs, field, brush: setBrush } = useComparison();
  const of = field(brush.field);
  const name = of === undefined ? brush.field : words.label(of);
  const categories = of === undefined || of.isNumber ? [] : axisOf(runs, of, false).categories;
  const set = (change: Partial<Brush>) => {
    const { from, to } = { ...brush, ...change };
    setBrush(brush.field, { from: Math.min(from, to), to: Math.max(from, to) });
  };
  return (
    <li className="compare-brush">
      <span className="wrap-anywhere">{name}</span>
      {(["from", "to"] as const).map((end) =>
        categories.length === 0 ? (
          <NumberBox
            key={end}
            label={t(end === "from" ? "compare.filter.from" : "compare.filter.to", { name })}
            value={brush[end]}
            onChange={(value) => set({ [end]: value })}
          />
        ) : (
          <Select
            key={end}
            w={130}
            aria-label={t(end === "from" ? "compare.filter.from" : "compare.filter.to", { name })}
            data={categories.map((label, at) => ({ value: String(at), label }))}
            value={String(brush[end])}
            allowDeselect={false}
            searchable
            onChange={(value) => set({ [end]: Number(value) })}
          />
        ),
      )}
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={t("compare.filter.remove", { name })}
        onClick={() => setBrush(brush.field, null)}
      >
        <IconX size={14} />
      </ActionIcon>
    </li>
  );
}

/** Takes a number when one leaves it or presses Enter; anything else is put back. */
function NumberBox(props: { label: string; value: number; onChange: (value: number) => void }) {
  const { value, onChange } = props;
  const [text, setText] = useState(String(value));
  useEffect(() => setText(String(value)), [value]);
  const take = () => {
    const number = asNumber(text.replace(",", "."));
    if (number === null) setText(String(value));
    else if (number !== value) onChange(number);
  };
  return (
    <TextInput
      w={110}
      aria-label={props.label}
      inputMode="decimal"
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === "Enter") take();
      }}
    />
  );
}
