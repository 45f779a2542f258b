/** A text of few words in like surroundings, so that vectors of a handful of dimensions can show what goes with what. */
export const toyText = [
  'the king rules the land and the queen rules the land', 'the queen wears a crown and the king wears a crown', 'the king lives in the castle and the queen lives in the castle',
  'the dog chases the cat and the cat chases the mouse', 'the cat sleeps in the house and the dog sleeps in the house', 'the dog eats meat and the cat eats fish',
  'the king eats bread and the queen drinks wine', 'the dog drinks water and the mouse eats bread',
].join('\n');
