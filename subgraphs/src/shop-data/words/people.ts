/** First names of the example's customers. */
export const firstNames: readonly string[] = [
  ...['Mara', 'Jonas', 'Aylin', 'Peter', 'Sanne', 'Idris', 'Greta', 'Tomasz', 'Nell', 'Kofi', 'Lena', 'Hugo', 'Priya'],
  ...[
    'Anders',
    'Rosa',
    'Samuel',
    'Yuki',
    'Clara',
    'Bastian',
    'Fatima',
    'Owen',
    'Ines',
    'Malik',
    'Edda',
    'Rory',
    'Vera',
  ],
  ...['Lukas', 'Thea', 'Emre', 'Wilma'],
];

/** Last names of the example's customers. */
export const lastNames: readonly string[] = [
  ...['Albrecht', 'Bell', 'Castellano', 'Dietz', 'Ekström', 'Farrow', 'Gruber', 'Hale', 'Ivanova', 'Jansen', 'Kaya'],
  ...['Lindqvist', 'Mensah', 'Novak', 'Okafor', 'Petersen', 'Quist', 'Ritter', 'Sato', 'Thornton', 'Ulrich', 'Voss'],
];

/** Postcodes of real towns: German, British and American. */
export const homePostcodes: readonly string[] = [
  ...['10115', '20095', '50667', '60311', '70173', '80331', '01067', '04109', '28195', '99084', '79098', '24103'],
  ...['SW1A 1AA', 'EH1 1YZ', 'M1 1AE', 'CF10 1EP', 'BS1 4DJ', 'LS1 4AP', 'CB2 1TN', 'IV1 1HY'],
  ...['10001-2062', '94103-1501', '60601-7401', '98101-2038', '02108-1606', '80202-5114'],
];
