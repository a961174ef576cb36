/** Names that a brand gives its models. */
export const models: readonly string[] = [
  ...['Alder', 'Arve', 'Aspen', 'Auk', 'Birk', 'Bracken', 'Breca', 'Brenta', 'Cairn', 'Cinder', 'Corrie', 'Curlew'],
  ...['Dale', 'Dovre', 'Dunlin', 'Eider', 'Elm', 'Esker', 'Fable', 'Fjell', 'Flint', 'Gale', 'Garnet', 'Glen'],
  ...['Harrow', 'Hazel', 'Heron', 'Hollow', 'Isar', 'Juniper', 'Karst', 'Kelp', 'Kestrel', 'Kite', 'Larch', 'Lark'],
  ...['Linden', 'Loch', 'Lumen', 'Marten', 'Merle', 'Mica', 'Mistral', 'Morar', 'Nook', 'Norde', 'Oriel', 'Osprey'],
  ...['Otter', 'Petrel', 'Plover', 'Quill', 'Ravine', 'Reed', 'Rowan', 'Sable', 'Senja', 'Skerry', 'Sorrel', 'Spruce'],
  ...['Stoat', 'Tarn', 'Teal', 'Thistle', 'Tinder', 'Torrent', 'Tove', 'Vale', 'Varga', 'Wadi', 'Willow', 'Wren'],
];
