import { describe, expect, it } from "vitest";
import { createGate } from "./live-gate";

function setUp() {
  const due: (() => void)[] = [];
  const gate = createGate<number>((_ms, then) => {
    due.push(then);
    return () => void due.splice(due.indexOf(then), 1);
  });
  const seen: number[] = [];
  gate.connect((value) => seen.push(value));
  return { gate, seen, due };
}

describe("the gate of live states", () => {
  it("hands on at once what nobody holds back", () => {
    const { gate, seen, due } = setUp();
    gate.put(1);
    gate.put(2);
    expect(seen).toEqual([1, 2]);
    expect(due).toEqual([]);
  });

  it("hands on the last state alone when the last holder lets go", () => {
    const { gate, seen, due } = setUp();
    const [pan, drag] = [gate.hold(), gate.hold()];
    gate.put(1);
    gate.put(2);
    pan();
    pan();
    expect(seen).toEqual([]);
    drag();
    expect(seen).toEqual([2]);
    expect(due).toEqual([]);
    gate.put(3);
    expect(seen).toEqual([2, 3]);
  });

  it("holds nothing back for ever", () => {
    const { gate, seen, due } = setUp();
    const release = gate.hold();
    gate.put(1);
    due.at(0)?.();
    expect(seen).toEqual([1]);
    gate.put(2);
    expect(seen).toEqual([1]);
    release();
    expect(seen).toEqual([1, 2]);
  });
});
