import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const oldest = [3, 10];

/**
 * A Python with the packages of a requirements file, for tests and benchmarks beside the real thing; prumo itself
 * needs none. Made once under .cache, and anew when the file changes; or why there is none.
 */
export function findPython(requirements: string): { readonly path: string } | { readonly reason: string } {
  const wanted = readFileSync(join(root, requirements), "utf8");
  const digest = createHash("sha256").update(wanted).digest("hex").slice(0, 12);
  const directory = join(root, ".cache", "python", digest);
  const python = join(directory, "bin", "python");
  const stamp = join(directory, "complete");
  if (existsSync(stamp)) return { path: python };
  if (!isNewEnough()) installPython();
  if (!isNewEnough()) {
    return {
      reason: `There is no Python ${oldest.join(".")} or newer: install Debian's python3 and python3-venv`,
    };
  }
  console.log(`Making a Python environment with ${wanted.trim().split("\n").join(", ")} …`);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  if (!makeEnvironment(directory))
    return { reason: "`python3 -m venv` fails: install Debian's python3-venv" };
  const installed = spawnSync(
    python,
    ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", join(root, requirements)],
    { stdio: ["ignore", "inherit", "inherit"] },
  );
  if (installed.status !== 0) return { reason: `pip cannot install ${requirements}` };
  writeFileSync(stamp, wanted);
  return { path: python };
}

function isNewEnough(): boolean {
  const [wantedMajor = 3, wantedMinor = 0] = oldest;
  const version = spawnSync("python3", ["-c", "import sys; print(*sys.version_info[:2])"], {
    encoding: "utf8",
  });
  const [major = 0, minor = 0] = (version.stdout ?? "").trim().split(" ").map(Number);
  return version.status === 0 && (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor));
}

function makeEnvironment(directory: string): boolean {
  const make = () => spawnSync("python3", ["-m", "venv", directory], { stdio: "ignore" }).status === 0;
  if (make()) return true;
  installPython();
  return make();
}

/** Debian's Python and its venv, which is a package of its own; only root can install them. */
function installPython(): void {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return;
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const packages = ["python3", "python3-venv"];
  spawnSync("apt-get", ["update", "-qq"], { stdio: "ignore", env });
  spawnSync("apt-get", ["install", "-qq", "-y", "--no-install-recommends", ...packages], {
    stdio: "ignore",
    env,
  });
}
