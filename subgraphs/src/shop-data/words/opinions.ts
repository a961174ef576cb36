/** What customers say; `{noun}`, `{brand}` and `{colour}` stand for the product's own. */
export interface Opinions {
  readonly titles: readonly string[];
  readonly openings: readonly string[];
  readonly details: readonly string[];
  readonly closings: readonly string[];
}

/** Happy: four and five stars. */
export const praise: Opinions = {
  titles: [
    'Would buy again',
    'Exactly what I needed',
    'Better than expected',
    'Solid {noun}',
    'My new favourite',
    'Well made',
    'Worth every cent',
    'Simply good',
    'No complaints',
    'Recommended',
    'A keeper',
    'Third one in the family',
  ],
  openings: [
    'I was looking for a {noun} for years, and this is it.',
    'Bought it after a friend lent me hers for a weekend.',
    'Arrived two days early, well packed and without plastic.',
    'We have had ours since spring and it has seen some weather.',
    'My old one from another brand gave up, so I tried {brand}.',
    'A present for my brother, who is hard to please.',
    'Used nearly every day since it came.',
    'I hesitated because of the price.',
    'The second thing I own by {brand}.',
    'Took it to the coast for a week.',
  ],
  details: [
    'The workmanship is excellent, every seam and edge is clean.',
    'The {colour} looks even better than in the picture.',
    'Lighter than I thought, and it feels sturdy all the same.',
    'Everything works as the description says.',
    'You notice that somebody thought about the small things.',
    'It was wet, then sandy, then wet again, and it still looks new.',
    'Instructions were one page, and one page was enough.',
    'It does one job and does it properly.',
    'Spare parts can be ordered, which is rare these days.',
    'Several people asked me where it is from.',
  ],
  closings: [
    'Clear recommendation.',
    'I would take it again at once.',
    'Five stars from the dog, too.',
    'If it lasts as long as it looks, I will be more than content.',
    'Thank you!',
    'My neighbour has ordered one by now.',
    'Let us see how it is after the winter.',
    'Happy.',
    '',
  ],
};

/** Undecided: three stars. */
export const shrug: Opinions = {
  titles: [
    'Fine, with a but',
    'Does the job',
    'Average',
    'Good idea, could be better',
    'Not sure yet',
    'Okay for the price',
    'Half convinced',
  ],
  openings: [
    'It is a decent {noun}.',
    'I wanted to like it more than I do.',
    'For occasional use it is fine.',
    'Good first impression, then some doubts.',
    'It does what it should, no more.',
    'Delivery was quick.',
  ],
  details: [
    'The {colour} is duller than in the picture.',
    'One seam was not quite straight.',
    'Somewhat heavier than I expected.',
    'The size runs a little small.',
    'It smelled of the factory for the first week.',
    'The instructions could be clearer.',
    'I had one by {brand} ten years ago that was better.',
  ],
  closings: [
    'I will keep it.',
    'At a lower price it would be four stars.',
    'You may like it better than I do.',
    'Let us see.',
    '',
  ],
};

/** Unhappy: one and two stars. */
export const complaint: Opinions = {
  titles: ['Disappointed', 'Went back', 'Not for me', 'Expected more', 'Broke too soon', 'The pictures promise more'],
  openings: [
    'I really tried.',
    'After three weeks I gave up on this {noun}.',
    'Perhaps I had bad luck with mine.',
    'On paper it was perfect.',
    'From {brand} I am used to better.',
  ],
  details: [
    'A part came loose on the second day.',
    'It is nowhere near as tight as described.',
    'The {colour} rubbed off on my things.',
    'The size is plainly wrong.',
    'It arrived scratched, and the box was not even damaged.',
    'The closure jams every second time.',
  ],
  closings: [
    'Sent it back; at least that was easy.',
    'The service was friendly and sent a new one, hence not fewer stars.',
    'I am looking for something else.',
    'A pity.',
    '',
  ],
};
