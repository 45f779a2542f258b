/** What a hover says, in the languages of the editor that Lexiscope speaks. */
export interface Phrases {
  readonly rank: (rank: string, size: string) => string;
  readonly takenAs: (word: string) => string;
  readonly bySubwords: string;
  readonly unknown: (word: string, space: string) => string;
  readonly spelledLike: (words: string) => string;
  readonly similarity: (first: string, second: string, cosine: string) => string;
  readonly neighbourRank: (second: string, rank: string, first: string) => string;
  readonly secondUnknown: (second: string) => string;
  readonly loading: (space: string) => string;
  readonly cannotRead: (space: string) => string;
  readonly explore: string;
  readonly compare: string;
  readonly otherSpace: string;
}

const english: Phrases = {
  rank: (rank, size) => `rank ${rank} of ${size}`,
  takenAs: (word) => `taken as ${word}`,
  bySubwords: 'not in the vocabulary: its vector comes from its letters',
  unknown: (word, space) => `${word} is not in the vocabulary of ${space}.`,
  spelledLike: (words) => `Spelled nearly like it: ${words}.`,
  similarity: (first, second, cosine) => `Similarity of ${first} and ${second}: ${cosine}`,
  neighbourRank: (second, rank, first) => `${second} is neighbour ${rank} of ${first}`,
  secondUnknown: (second) => `${second} is not in the vocabulary.`,
  loading: (space) => `Reading the vectors of ${space} ... Hover again in a moment.`,
  cannotRead: (space) => `The vectors of ${space} cannot be read:`,
  explore: 'Explore',
  compare: 'Compare...',
  otherSpace: 'Use another space...',
};

const french: Phrases = {
  rank: (rank, size) => `rang ${rank} sur ${size}`,
  takenAs: (word) => `lu comme ${word}`,
  bySubwords: 'hors du vocabulaire : son vecteur vient de ses lettres',
  unknown: (word, space) => `${word} n'est pas dans le vocabulaire de ${space}.`,
  spelledLike: (words) => `Orthographes proches : ${words}.`,
  similarity: (first, second, cosine) => `Similarité de ${first} et ${second} : ${cosine}`,
  neighbourRank: (second, rank, first) => `${second} est le voisin ${rank} de ${first}`,
  secondUnknown: (second) => `${second} n'est pas dans le vocabulaire.`,
  loading: (space) => `Lecture des vecteurs de ${space}... Survolez le mot à nouveau dans un instant.`,
  cannotRead: (space) => `Les vecteurs de ${space} sont illisibles :`,
  explore: 'Explorer',
  compare: 'Comparer...',
  otherSpace: 'Utiliser un autre espace...',
};

const swedish: Phrases = {
  rank: (rank, size) => `rang ${rank} av ${size}`,
  takenAs: (word) => `läst som ${word}`,
  bySubwords: 'inte i vokabulären: vektorn kommer från bokstäverna',
  unknown: (word, space) => `${word} finns inte i vokabulären för ${space}.`,
  spelledLike: (words) => `Liknande stavning: ${words}.`,
  similarity: (first, second, cosine) => `Likhet mellan ${first} och ${second}: ${cosine}`,
  neighbourRank: (second, rank, first) => `${second} är granne nummer ${rank} till ${first}`,
  secondUnknown: (second) => `${second} finns inte i vokabulären.`,
  loading: (space) => `Läser vektorerna för ${space} ... Peka igen om ett ögonblick.`,
  cannotRead: (space) => `Vektorerna för ${space} kan inte läsas:`,
  explore: 'Utforska',
  compare: 'Jämför...',
  otherSpace: 'Använd ett annat rum...',
};

/** @param locale of the client, as in `fr` or `sv-SE` */
export function phrasesFor(locale: string): Phrases {
  return { fr: french, sv: swedish }[locale.slice(0, 2).toLowerCase()] ?? english;
}
