import { IconFilter, IconX } from "@tabler/icons-react";
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { complete, type Completion, type Known } from "../../../src/engines/search/complete.ts";
import { useText } from "../../i18n/use-text.ts";
import { FilterError, problemOf } from "./filter-error.tsx";

/** A filter that is being written is tried, and what is wrong with it is said, once the writer pauses. */
const pauseMs = 500;

/**
 * The field of the search grammar. What may stand at the cursor is offered as one writes; a filter that can be read
 * applies by itself. Keys: arrows choose, Enter or Tab takes, Enter applies, Escape closes, Ctrl+Space asks.
 */
export function FilterField(props: {
  value: string;
  known: Known;
  onApply: (filter: string, how: "push" | "replace") => void;
}) {
  const { value, known, onApply } = props;
  const { t } = useText();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  const [cursor, setCursor] = useState(value.length);
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const [tried, setTried] = useState(value);
  const writing = useRef(false);
  const seen = useRef(value);
  if (seen.current !== value) {
    // Another address, and not because of what was written here: back, forward, a saved view.
    seen.current = value;
    if (value !== text.trim()) {
      setText(value);
      setTried(value);
    }
  }
  const completions = useMemo(
    () => (isOpen ? complete(text, cursor, known) : { from: 0, to: 0, items: [] }),
    [isOpen, text, cursor, known],
  );
  const { items } = completions;

  const apply = (filter: string) => {
    setTried(filter);
    if (filter.trim() === value || problemOf(filter) !== undefined) return;
    onApply(filter.trim(), writing.current ? "replace" : "push");
    writing.current = true;
  };
  const applyNow = useRef(apply);
  applyNow.current = apply;
  useEffect(() => {
    if (text === seen.current) return undefined;
    const timer = setTimeout(() => applyNow.current(text), pauseMs);
    return () => clearTimeout(timer);
  }, [text]);

  const write = (next: string, at: number) => {
    setText(next);
    setCursor(at);
    setActive(-1);
    setOpen(true);
  };
  const take = (item: Completion) => {
    const { from, to } = completions;
    const isWhole = item.text.endsWith("(") ? "" : " ";
    const rest = text.slice(to).replace(/^ /, "");
    const at = from + item.text.length + isWhole.length;
    write(text.slice(0, from) + item.text + isWhole + rest, at);
    requestAnimationFrame(() => input.current?.setSelectionRange(at, at));
  };
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    const { key } = event;
    const item = items[active];
    if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) setOpen(true);
      else if (items.length > 0) {
        const step = key === "ArrowDown" ? 1 : active < 0 ? 0 : -1;
        setActive((active + step + items.length) % items.length);
      }
    } else if ((key === "Enter" || key === "Tab") && isOpen && item !== undefined) {
      event.preventDefault();
      take(item);
    } else if (key === "Enter") {
      event.preventDefault();
      setOpen(false);
      apply(text);
    } else if (key === "Escape" && isOpen) {
      event.preventDefault();
      setOpen(false);
    } else if (key === " " && event.ctrlKey) {
      event.preventDefault();
      setOpen(true);
    }
  };
  const isListed = isOpen && items.length > 0;
  const problem = problemOf(tried);
  return (
    <div className="run-filter">
      <div className="run-filter-box">
        <IconFilter size={14} aria-hidden="true" />
        <input
          ref={input}
          role="combobox"
          value={text}
          spellCheck={false}
          autoComplete="off"
          maxLength={4_000}
          placeholder={t("runs.filter.hint")}
          aria-label={t("runs.filter")}
          aria-autocomplete="list"
          aria-expanded={isListed}
          aria-controls={`${id}list`}
          aria-invalid={problem !== undefined}
          aria-describedby={problem === undefined ? undefined : `${id}problem`}
          aria-activedescendant={isListed && active >= 0 ? `${id}${active}` : undefined}
          onChange={({ currentTarget: field }) =>
            write(field.value, field.selectionStart ?? field.value.length)
          }
          onSelect={({ currentTarget: field }) => setCursor(field.selectionStart ?? 0)}
          onClick={() => setOpen(true)}
          onKeyDown={press}
          onBlur={() => {
            setOpen(false);
            apply(text);
            writing.current = false;
          }}
        />
        {text === "" ? null : (
          <button
            type="button"
            aria-label={t("runs.filter.clear")}
            onClick={() => {
              setText("");
              setTried("");
              onApply("", "push");
              input.current?.focus();
            }}
          >
            <IconX size={14} aria-hidden="true" />
          </button>
        )}
        <ul id={`${id}list`} role="listbox" aria-label={t("runs.filter.offers")} hidden={!isListed}>
          {isListed
            ? items.map((item, index) => (
                <li
                  key={item.text}
                  id={`${id}${index}`}
                  role="option"
                  aria-selected={index === active}
                  ref={(element) => {
                    if (index === active) element?.scrollIntoView({ block: "nearest" });
                  }}
                  onMouseDown={(event) => {
                    event.preventDefault();
                    take(item);
                  }}
                >
                  <code>{item.text}</code>
                  <span className="dim small">{t(`runs.offer.${item.sort}`)}</span>
                </li>
              ))
            : null}
        </ul>
      </div>
      {problem === undefined ? null : <FilterError id={`${id}problem`} text={tried} problem={problem} />}
    </div>
  );
}
