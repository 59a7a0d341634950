import type { ErrorEntry } from "./prumo-error.ts";

export const modelsErrors = {
  "models/bad-onnx": {
    status: 422,
    message: "This is not a model that prumo can read: {problem}.",
    repair: "Write the model again with `prumo run`, or serve a foreign ONNX file with ONNX Runtime.",
  },
  "models/not-in-onnx": {
    status: 422,
    exit: 2,
    message: "The model cannot be written as ONNX: {problem}.",
    repair: "Change feature {feature} in the prepare step, so that standard ONNX operators can compute it.",
  },
  "models/no-onnx-runtime": {
    status: 501,
    message: "The model needs ONNX Runtime, which is not installed: {reason}",
    repair: "Install it with `npm install onnxruntime-node@1.30.0`, then look at `prumo doctor`.",
  },
  "models/onnx-runtime-failed": {
    status: 500,
    message: "ONNX Runtime failed: {reason}",
    repair:
      "Check the model with `prumo doctor`, or export it again without ZipMap outputs and custom operators.",
  },
} as const satisfies Record<string, ErrorEntry>;
