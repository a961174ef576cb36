/** The module that planner threads load; what they run is in `planner-worker.ts`. */
// biome-ignore lint/style/noDefaultExport: piscina calls a thread's default export.
export { planJob as default } from './planner-worker.js';
