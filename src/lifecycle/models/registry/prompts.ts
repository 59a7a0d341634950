import type { Comparison, Filter } from "../../../engines/search/query.ts";

/** MLflow keeps prompts as registered models that bear this tag. */
export const promptTag = "mlflow.prompt.is_prompt";

export function isPromptValue(value: string | undefined): boolean {
  return value?.toLowerCase() === "true";
}

/**
 * Whether a filter asks for prompts: by the first comparison of the tag, as in MLflow. Else prompts are hidden, and
 * comparisons of the tag say nothing, since models that are no prompts do not bear it.
 */
export function asksForPrompts(filter: Filter | undefined): boolean {
  return filter !== undefined && firstAnswer(filter, false) === true;
}

function firstAnswer(filter: Filter, isNegated: boolean): boolean | undefined {
  switch (filter.type) {
    case "comparison":
      return isOfTag(filter) ? wantsPrompts(filter) !== isNegated : undefined;
    case "not":
      return firstAnswer(filter.of, !isNegated);
    case "and":
    case "or":
      for (const part of filter.of) {
        const answer = firstAnswer(part, isNegated);
        if (answer !== undefined) return answer;
      }
      return undefined;
  }
}

function isOfTag({ field }: Comparison): boolean {
  return field.type === "tag" && field.key === promptTag;
}

function wantsPrompts({ operator, value }: Comparison): boolean {
  const text = String(value).toLowerCase();
  return (operator === "=" && text === "true") || (operator === "!=" && text === "false");
}

/** The filter without comparisons of the tag, each of which counts as met; undefined when nothing is left. */
export function withoutPromptTag(filter: Filter | undefined): Filter | undefined {
  if (filter === undefined) return undefined;
  switch (filter.type) {
    case "comparison":
      return isOfTag(filter) ? undefined : filter;
    case "not": {
      const of = withoutPromptTag(filter.of);
      return of === undefined ? undefined : { type: "not", of };
    }
    case "and":
    case "or": {
      const of = filter.of.map(withoutPromptTag);
      const left = of.filter((part) => part !== undefined);
      if (left.length === 0 || (filter.type === "or" && left.length < of.length)) return undefined;
      return { type: filter.type, of: left };
    }
  }
}
