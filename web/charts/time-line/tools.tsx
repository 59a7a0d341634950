import { ActionIcon, Button } from "@mantine/core";
import { IconChevronLeft, IconChevronRight, IconZoomIn, IconZoomOut } from "@tabler/icons-react";
import { useText, type MessageKey } from "../../i18n/use-text.ts";
import { moved, zoomed, type Span } from "./scale.ts";
import { utcText } from "./ticks.ts";

/** What dragging does, for the keyboard; and which stretch is seen. */
export function TimeLineTools(props: {
  span: Span;
  whole: Span;
  isAll: boolean;
  onSpan: (span: Span) => void;
  onAll: () => void;
}) {
  const { t } = useText();
  const { span, whole, onSpan } = props;
  const tools: readonly (readonly [MessageKey, typeof IconZoomIn, Span, boolean])[] = [
    ["registry.line.earlier", IconChevronLeft, moved(span, -0.5, whole), props.isAll],
    ["registry.line.later", IconChevronRight, moved(span, 0.5, whole), props.isAll],
    ["registry.line.nearer", IconZoomIn, zoomed(span, 0.5, whole), false],
    ["registry.line.farther", IconZoomOut, zoomed(span, 2, whole), props.isAll],
  ];
  return (
    <div className="time-line-tools">
      {tools.map(([key, Icon, next, isOff]) => (
        <ActionIcon
          key={key}
          variant="default"
          aria-label={t(key)}
          title={t(key)}
          disabled={isOff}
          onClick={() => onSpan(next)}
        >
          <Icon size={15} />
        </ActionIcon>
      ))}
      <Button variant="default" size="compact-sm" disabled={props.isAll} onClick={props.onAll}>
        {t("registry.line.all")}
      </Button>
      <span className="small dim tabular" role="status">
        {utcText(span.from)} – {utcText(span.to)}
      </span>
    </div>
  );
}
