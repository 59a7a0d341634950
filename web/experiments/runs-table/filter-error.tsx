import { parseFilter } from "../../../src/engines/search/parse-filter.ts";
import { SearchSyntaxError } from "../../../src/engines/search/query.ts";
import { useText } from "../../i18n/use-text.ts";

/** What is wrong with a filter, or undefined. */
export function problemOf(filter: string): SearchSyntaxError | undefined {
  try {
    parseFilter(filter, "run", 0);
    return undefined;
  } catch (error) {
    if (error instanceof SearchSyntaxError) return error;
    throw error;
  }
}

/** Characters around the place that are shown. */
const around = 60;

/** The filter with a caret under the place where it went wrong, what is wrong, and what to do. */
export function FilterError({ id, text, problem }: { id: string; text: string; problem: SearchSyntaxError }) {
  const { t } = useText();
  const at = Math.min(problem.at, text.length);
  const from = Math.max(0, at - around);
  const dots = from > 0 ? "…" : "";
  const line = dots + text.slice(from, at + around);
  return (
    <div className="filter-error" id={id} role="alert">
      <pre aria-hidden="true">
        {line}
        {"\n"}
        {" ".repeat(dots.length + at - from)}^
      </pre>
      <p>{t("runs.filter.wrong", { at: at + 1, problem: problem.message })}</p>
      <p className="dim small">{t("runs.filter.repair")}</p>
    </div>
  );
}
