export interface Person { name: string, email: string }

/** Everybody here is made up. */
const names = [
  'Amara Okafor', 'Ben Whitfield', 'Chiara Lombardi', 'Dmitri Volkov', 'Elena Petrova', 'Farid Haddad', 'Grace Mbeki', 'Hiroshi Tanaka',
  'Ingrid Solberg', 'Jamal Carter', 'Katarzyna Nowak', 'Luca Ferraro', 'Mei-Ling Chen', 'Nadia Rahman', 'Oscar Lindqvist', 'Priya Natarajan',
  'Quentin Dubois', 'Rosa Delgado', 'Samuel Adeyemi', 'Tamsin Hughes', 'Umar Siddiqui', 'Valentina Rojas', 'Wanjiru Kamau', 'Xavier Moreau',
  'Yuki Nakamura', 'Zofia Kowalska', 'Aidan Gallagher', 'Beatriz Carvalho', 'Cem Yılmaz', 'Daniela Fischer', 'Eitan Shapiro', 'Fatou Diallo',
  'Gabriel Novák', 'Hana Suzuki', 'Ivan Horvat', 'Jelena Marković', 'Kofi Mensah', 'Leila Hosseini', 'Mateo Álvarez', 'Niamh O\'Brien',
  'Olga Ivanova', 'Pedro Sousa', 'Rania Khoury', 'Sven Eriksson', 'Thuy Nguyen', 'Uma Krishnan', 'Viktor Szabó', 'Wei Zhang',
  'Yasmin Farouk', 'Zeynep Demir',
]

function emailOf(name: string, index: number): string {
  const plain = name.replaceAll('ı', 'i').normalize('NFD').replaceAll(/[^A-Za-z ]/g, '').toLowerCase()
  return `${plain.split(' ').join('.')}@example.${index % 3 === 0 ? 'org' : 'com'}`
}

export const people: readonly Person[] = names.map((name, index) => ({ name, email: emailOf(name, index) }))
