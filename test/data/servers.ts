import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { gzipSync } from "node:zlib";

export interface LocalServer {
  /** `http://127.0.0.1:…`, without a slash at its end. */
  readonly base: string;
  /** The paths that were asked for, in order. */
  readonly asked: readonly string[];
}

/** Runs `use` beside a server of this machine, and ends the server with all its connections. */
export async function withServer<Result>(
  answer: (request: IncomingMessage, response: ServerResponse, base: string) => void,
  use: (server: LocalServer) => Promise<Result>,
): Promise<Result> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    asked.push(request.url!);
    answer(request, response, base());
  });
  const base = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await use({ base: base(), asked });
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** An address of this machine at which nothing listens. */
export async function deadAddress(): Promise<string> {
  return withServer(
    () => {},
    async ({ base }) => base,
  );
}

export function md5(content: Uint8Array): string {
  return createHash("md5").update(content).digest("hex");
}

export function integrity(content: Uint8Array): string {
  return `sha512-${createHash("sha512").update(content).digest("base64")}`;
}

/** A gzipped tar archive (POSIX ustar) of files by path. */
export function tarball(files: Readonly<Record<string, string | Uint8Array>>): Buffer {
  const blocks = Object.entries(files).flatMap(([path, content]) => {
    const bytes = Buffer.from(content as Uint8Array);
    const head = Buffer.alloc(512);
    head.write(path, 0);
    head.write("0000644\0", 100);
    head.write(`${bytes.length.toString(8).padStart(11, "0")}\0`, 124);
    head.write(`${"0".repeat(11)}\0`, 136);
    head.write("        0ustar\0" + "00", 148);
    head.write(
      `${head
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, "0")}\0 `,
      148,
    );
    return [head, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

interface RegistryPackage {
  readonly spec: string;
  readonly tarball: Buffer;
}

/** Answers as a registry of npm does that holds one package. */
export function registryOf({ spec, tarball }: RegistryPackage) {
  const [name, version] = spec.split("@") as [string, string];
  return (request: IncomingMessage, response: ServerResponse, base: string): void => {
    if (request.url === `/${name}`) {
      const dist = { tarball: `${base}/${name}/-/${name}-${version}.tgz`, integrity: integrity(tarball) };
      const manifest = { name, version, dist };
      response.setHeader("content-type", "application/json");
      response.end(
        JSON.stringify({ name, "dist-tags": { latest: version }, versions: { [version]: manifest } }),
      );
    } else if (request.url === `/${name}/-/${name}-${version}.tgz`) {
      response.setHeader("content-length", tarball.length);
      response.end(tarball);
    } else {
      response.statusCode = 404;
      response.end("{}");
    }
  };
}

/** Runs `use` with npm sent to a registry, and whatever else its settings are to be. */
export async function withNpmSettings<Result>(
  settings: Readonly<Record<string, string>>,
  use: () => Promise<Result>,
): Promise<Result> {
  const before = { ...process.env };
  Object.assign(process.env, settings);
  try {
    return await use();
  } finally {
    for (const name of Object.keys(settings)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}
