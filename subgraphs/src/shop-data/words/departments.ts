import { householdDepartments } from './household.js';
import type { Department } from './kind.js';
import { outdoorDepartments } from './outdoor.js';
import { wearingDepartments } from './wearing.js';

/** All departments: 12 with 5 kinds each. */
export const departments: readonly Department[] = [
  ...outdoorDepartments,
  ...wearingDepartments,
  ...householdDepartments,
];
