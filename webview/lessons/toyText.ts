/** A text of few words in like surroundings, so that vectors of a handful of dimensions can show what goes with what. */
export const toyText = [
  'the king rules the land', 'the queen rules the land', 'the queen wears a crown', 'the king wears a crown', 'the king lives in the castle', 'the queen lives in the castle',
  'the dog chases the mouse', 'the cat chases the mouse', 'the cat sleeps in the house', 'the dog sleeps in the house', 'the dog eats meat', 'the cat eats meat',
  'the king drinks wine', 'the queen drinks wine', 'the dog drinks milk', 'the cat drinks milk', 'the king eats bread', 'the queen eats bread',
].join('\n');
