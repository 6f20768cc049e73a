export type Instruction = { name: string; args: string; line: number };
export type Stage = { from: string; name: string | null; instructions: Instruction[] };
export type Dockerfile = { text: string; args: Map<string, string>; stages: Stage[]; instructions: Instruction[] };

/** Lines that end in a backslash go on; comments and empty lines say nothing. */
const instructionsOf = (text: string): Instruction[] => {
  const instructions: Instruction[] = [];
  let open: Instruction | null = null;
  for (const [index, raw] of text.split('\n').entries()) {
    if (/^\s*(#|$)/.test(raw)) continue;
    const goesOn = /\\\s*$/.test(raw);
    const part = raw.replace(/\\\s*$/, '').trim();
    if (open) open.args = `${open.args} ${part}`;
    else {
      const [, name = '', args = ''] = /^(\S+)\s*(.*)$/.exec(part) ?? [];
      open = { name: name.toUpperCase(), args, line: index + 1 };
      instructions.push(open);
    }
    if (!goesOn) open = null;
  }
  return instructions;
};

export const readDockerfile = (text: string): Dockerfile => {
  const instructions = instructionsOf(text);
  const stages: Stage[] = [];
  const args = new Map<string, string>();
  for (const instruction of instructions) {
    const stage = stages.at(-1);
    if (instruction.name === 'FROM') stages.push(stageOf(instruction));
    else if (stage) stage.instructions.push(instruction);
    else if (instruction.name === 'ARG') {
      const [name = '', ...value] = instruction.args.split('=');
      args.set(name, value.join('='));
    }
  }
  return { text, args, stages, instructions };
};

const stageOf = ({ args }: Instruction): Stage => {
  const [from = '', as, name] = args.split(/\s+/);
  return { from, name: as?.toUpperCase() === 'AS' ? (name ?? null) : null, instructions: [] };
};
