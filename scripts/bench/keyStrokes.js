// Runs in the page: types each query into the focused field, as often as told, and answers how long each took, in milliseconds.
(queries, rounds) => {
  const field = document.activeElement;
  const times = [];
  for (let round = 0; round < rounds; round++) {
    for (const query of queries) {
      field.value = query;
      const start = performance.now();
      field.dispatchEvent(new Event('input', { bubbles: true }));
      document.body.getBoundingClientRect();
      times.push(performance.now() - start);
    }
  }
  return times;
};
