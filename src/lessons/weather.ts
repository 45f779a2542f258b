/** The weather table that decision trees are taught with (Quinlan 1986): four categorical attributes and whether there was play. */
export const weatherHeader = ['outlook', 'temperature', 'humidity', 'windy', 'play'] as const;

export const weatherRows: readonly (readonly string[])[] = [
  ['sunny', 'hot', 'high', 'false', 'no'],
  ['sunny', 'hot', 'high', 'true', 'no'],
  ['overcast', 'hot', 'high', 'false', 'yes'],
  ['rainy', 'mild', 'high', 'false', 'yes'],
  ['rainy', 'cool', 'normal', 'false', 'yes'],
  ['rainy', 'cool', 'normal', 'true', 'no'],
  ['overcast', 'cool', 'normal', 'true', 'yes'],
  ['sunny', 'mild', 'high', 'false', 'no'],
  ['sunny', 'cool', 'normal', 'false', 'yes'],
  ['rainy', 'mild', 'normal', 'false', 'yes'],
  ['sunny', 'mild', 'normal', 'true', 'yes'],
  ['overcast', 'mild', 'high', 'true', 'yes'],
  ['overcast', 'hot', 'normal', 'false', 'yes'],
  ['rainy', 'mild', 'high', 'true', 'no'],
];
