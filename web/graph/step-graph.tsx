import "@xyflow/react/dist/base.css";
import "../styles/graph.css";
import { useElementSize } from "@mantine/hooks";
import { Handle, Position, ReactFlow, type Edge, type Node, type NodeProps } from "@xyflow/react";
import { useMemo } from "react";
import { useText } from "../i18n/use-text.ts";
import { StateMark, toneOf } from "../parts/state.tsx";
import { layOut } from "./layout.ts";

export interface GraphStep {
  readonly name: string;
  readonly kind: string;
  readonly needs: readonly string[];
  readonly state?: string;
  /** What is said below the name: duration, progress. */
  readonly note?: string;
  /** 0–1 while it runs. */
  readonly fraction?: number | undefined;
}

const width = 136;
const height = 54;
const gap = 18;
const gapDown = 26;
const gapAcross = 16;
type StepNode = Node<{ step: GraphStep; isDown: boolean; isChosen: boolean }, "step">;

/** The steps as a graph, left to right, or top to bottom where there is no room. */
export function StepGraph(props: {
  steps: readonly GraphStep[];
  label: string;
  chosen?: string;
  onChoose?: (name: string) => void;
}) {
  const { ref, width: room } = useElementSize();
  const isDown = room > 0 && room < 640;
  const { t } = useText();
  const { nodes, edges, wide, tall } = useMemo(
    () => drawn(props.steps, isDown, props.chosen),
    [props.steps, isDown, props.chosen],
  );
  const zoom = room === 0 ? 1 : Math.min(1, room / wide);
  return (
    <div
      ref={ref}
      className="step-graph"
      style={{ height: Math.max(90, tall * zoom + 12) }}
      role="group"
      aria-label={props.label}
    >
      {room === 0 ? null : (
        <ReactFlow
          key={String(isDown)}
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          onNodeClick={(_, node) => props.onChoose?.(node.id)}
          fitView
          fitViewOptions={{ padding: 0.01, maxZoom: 1 }}
          minZoom={0.3}
          maxZoom={1.5}
          nodesDraggable={false}
          nodesConnectable={false}
          edgesFocusable={false}
          preventScrolling={false}
          zoomOnScroll={false}
          proOptions={{ hideAttribution: true }}
          ariaLabelConfig={{
            "node.a11yDescription.default": t("graph.node"),
            "node.a11yDescription.keyboardDisabled": t("graph.node"),
          }}
        />
      )}
    </div>
  );
}

function drawn(steps: readonly GraphStep[], isDown: boolean, chosen: string | undefined) {
  const places = new Map(layOut(steps).map((placed) => [placed.name, placed]));
  const nodes = steps.map((step): StepNode => {
    const { column = 0, row = 0 } = places.get(step.name) ?? {};
    const along = isDown ? height + gapDown : width + gap;
    const across = (isDown ? width : height) + gapAcross;
    return {
      id: step.name,
      type: "step",
      position: isDown ? { x: row * across, y: column * along } : { x: column * along, y: row * across },
      data: { step, isDown, isChosen: step.name === chosen },
      width,
      height,
    };
  });
  const edges = steps.flatMap((step) =>
    [...new Set(step.needs)].map((need): Edge => ({
      id: `${need} ${step.name}`,
      source: need,
      target: step.name,
      animated: step.state === "leased",
    })),
  );
  const most = (read: (placed: { column: number; row: number }) => number) =>
    Math.max(0, ...[...places.values()].map(read));
  const [columns, rows] = [most(({ column }) => column) + 1, most(({ row }) => row) + 1];
  return isDown
    ? { nodes, edges, wide: rows * (width + gapAcross), tall: columns * (height + gapDown) }
    : { nodes, edges, wide: columns * (width + gap), tall: rows * (height + gapAcross) };
}

function Step({ data }: NodeProps<StepNode>) {
  const { say } = useText();
  const { step, isDown, isChosen } = data;
  return (
    <div className={`step-node ${isChosen ? "chosen" : ""} step-${step.state ?? "plain"}`}>
      <Handle type="target" position={isDown ? Position.Top : Position.Left} />
      <p className="step-name">
        {step.state === undefined ? null : <StateMark tone={toneOf(step.state)} />}
        <span className="clip">{step.name}</span>
      </p>
      <p className="step-note clip">
        {step.note ?? step.kind}
        {step.state === undefined ? null : <span className="hidden">, {say(`state.${step.state}`)}</span>}
      </p>
      {step.fraction === undefined ? null : (
        <span className="step-progress" style={{ width: `${step.fraction * 100}%` }} />
      )}
      <Handle type="source" position={isDown ? Position.Bottom : Position.Right} />
    </div>
  );
}

const nodeTypes = { step: Step };
