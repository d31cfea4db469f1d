'use strict';
// The values under the pointer, or under the arrow keys. Without this script everything else is shown all the same.
for (const figure of document.querySelectorAll('figure')) {
  const svg = figure.querySelector('svg');
  const cursor = figure.querySelector('.cursor');
  const place = figure.querySelector('.place');
  const values = [...figure.querySelectorAll('.value')];
  const places = svg.dataset.places.split('|');
  const lines = [...svg.querySelectorAll('polyline')].map((line) => ({
    told: line.dataset.told.split('|'),
    points: [...line.points].map((point) => point.x),
  }));
  const longest = lines.reduce((one, other) => (other.told.length > one.told.length ? other : one));
  const last = longest.told.length - 1;
  let at = 0;
  const show = (to) => {
    at = Math.max(0, Math.min(last, to));
    cursor.setAttribute('transform', `translate(${longest.points[at]} 0)`);
    cursor.classList.add('on');
    place.textContent = places[at] ?? '';
    values.forEach((value, line) => { value.textContent = lines[line].told[at] ?? ''; });
  };
  const hide = () => {
    cursor.classList.remove('on');
    for (const told of [place, ...values]) told.textContent = '';
  };
  svg.addEventListener('pointermove', (event) => {
    const box = svg.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * svg.viewBox.baseVal.width;
    let nearest = 0;
    longest.points.forEach((point, number) => {
      if (Math.abs(point - x) < Math.abs(longest.points[nearest] - x)) nearest = number;
    });
    show(nearest);
  });
  svg.addEventListener('pointerleave', hide);
  svg.addEventListener('blur', hide);
  svg.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) { event.preventDefault(); show(at + step); }
  });
}
for (const choice of document.querySelectorAll('.choice input')) {
  choice.addEventListener('change', () => { document.documentElement.lang = choice.value; });
}
