import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Path of a Chromium for the browser tests, or why there is none. Installs Debian's package when root. */
export function findChromium(): { readonly path: string } | { readonly reason: string } {
  const found = places.find(existsSync);
  if (found !== undefined) return { path: found };
  if (process.getuid?.() !== 0) {
    return {
      reason: "Chromium is not installed and only root can install it: sudo apt-get install chromium",
    };
  }
  if (!existsSync("/usr/bin/apt-get")) return { reason: "Chromium is not installed and this is no Debian" };
  console.log("Installing Chromium for the browser tests …");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  execFileSync("apt-get", ["update", "-qq"], { stdio: ["ignore", "ignore", "inherit"], env });
  execFileSync(
    "apt-get",
    ["install", "-qq", "-y", "--no-install-recommends", "chromium", "fonts-dejavu-core"],
    {
      stdio: ["ignore", "ignore", "inherit"],
      env,
    },
  );
  const installed = places.find(existsSync);
  return installed === undefined ? { reason: "apt-get installed no Chromium" } : { path: installed };
}
