import type { Random } from '../../src/base/random.ts';

/** A sentence that says whether something was good (0) or bad (1). */
export interface Opinion {
  readonly text: string;
  readonly label: 0 | 1;
}

const things = ['food', 'room', 'film', 'service', 'music', 'story', 'weather', 'coffee', 'hotel', 'book', 'journey', 'lecture', 'ending', 'soup', 'beginning', 'concert'];
const adjectives = [
  ['good', 'great', 'lovely', 'excellent', 'wonderful', 'pleasant', 'beautiful', 'delicious', 'brilliant', 'charming'],
  ['bad', 'awful', 'terrible', 'boring', 'horrible', 'dull', 'ugly', 'disappointing', 'dreadful', 'poor'],
] as const;
const verbs = [['loved', 'liked', 'enjoyed', 'praised'], ['hated', 'disliked', 'regretted', 'cursed']] as const;
const degrees = ['very', 'really', 'so', 'rather'];
const people = ['i', 'we', 'she', 'he', 'they'];
/** Stand for every word that the networks do not know: their vocabulary leaves these out. */
export const strangers = ['zeppelin', 'quince', 'harbour', 'anvil', 'lantern', 'walnut'];

/**
 * Draws a sentence. Its words alone do not decide: a negation turns what follows, and after "but" or an "although" clause the second clause
 * counts. So a network that only takes the mean of its words must err where one that reads in order need not.
 */
export function drawOpinion(random: Random): Opinion {
  const label = random.below(2) as 0 | 1;
  const other = (1 - label) as 0 | 1;
  const shape = random.next();
  if (shape < 0.4) return { text: clause(label, random), label };
  if (shape < 0.65) return { text: `${clause(other, random)} but ${clause(label, random)}`, label };
  if (shape < 0.8) return { text: `although ${clause(other, random)} ${clause(label, random)}`, label };
  return { text: `${clause(label, random)} and ${clause(label, random)}`, label };
}

function clause(label: 0 | 1, random: Random): string {
  const negated = random.next() < 0.35;
  const said = negated ? 1 - label : label;
  const thing = random.next() < 0.1 ? pick(strangers, random) : pick(things, random);
  if (random.next() < 0.3) {
    const verb = pick(verbs[said], random);
    return negated ? `${pick(people, random)} never ${verb} the ${thing}` : `${pick(people, random)} ${verb} the ${thing}`;
  }
  const degree = random.next() < 0.4 ? `${pick(degrees, random)} ` : '';
  return `the ${thing} was ${negated ? 'not ' : ''}${degree}${pick(adjectives[said], random)}`;
}

function pick<T>(items: readonly T[], random: Random): T {
  return items[random.below(items.length)];
}
