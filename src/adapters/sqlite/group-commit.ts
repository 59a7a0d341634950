import { setImmediate as nextTurn } from "node:timers/promises";
import type { Connection } from "./connection.ts";
import type { WriteQueue } from "./write-queue.ts";

interface Waiting {
  readonly work: () => Promise<unknown>;
  readonly done: PromiseWithResolvers<unknown>;
}

/** A group is closed after this much work, so that the first in it does not wait long for its commit. */
const groupMs = 10;

/**
 * Group commit. Whoever asks while a commit is under way, or in the same turn of the event loop, shares the
 * next one: the cost of a durable commit is one fsync, whatever it holds. Each piece of work has its own
 * savepoint, so that one that fails does not take the others with it. None is answered before the commit.
 */
export class GroupCommit {
  readonly #writer: Connection;
  readonly #queue: WriteQueue;
  #waiting: Waiting[] = [];

  constructor(writer: Connection, queue: WriteQueue) {
    this.#writer = writer;
    this.#queue = queue;
  }

  run<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#queue.refuseNested();
    const done = Promise.withResolvers<unknown>();
    this.#waiting.push({ work, done });
    if (this.#waiting.length === 1) void this.#queue.take(() => this.#commitWaiting());
    return done.promise as Promise<Result>;
  }

  async #commitWaiting(): Promise<void> {
    await nextTurn();
    let group = this.#waiting;
    this.#waiting = [];
    while (group.length > 0) group = group.slice(await this.#commit(group));
  }

  /** Commits what can be done in time; how many of the group are answered. */
  async #commit(group: readonly Waiting[]): Promise<number> {
    const answers: (() => void)[] = [];
    try {
      await this.#writer.begin();
      const startedAt = performance.now();
      while (answers.length < group.length) {
        const { work, done } = group[answers.length] as Waiting;
        answers.push(await this.#savepoint(work, done));
        if (performance.now() - startedAt > groupMs) break;
      }
      this.#writer.exec("commit");
    } catch (error) {
      this.#writer.rollback();
      for (const { done } of group) done.reject(error);
      return group.length;
    }
    for (const answer of answers) answer();
    return answers.length;
  }

  async #savepoint(work: Waiting["work"], done: Waiting["done"]): Promise<() => void> {
    this.#writer.exec("savepoint work");
    try {
      const result = await work();
      this.#writer.exec("release work");
      return () => done.resolve(result);
    } catch (error) {
      if (!this.#writer.isTransaction) throw error; // SQLite gave up the whole transaction: disk full
      this.#writer.exec("rollback to work");
      this.#writer.exec("release work");
      return () => done.reject(error);
    }
  }
}
