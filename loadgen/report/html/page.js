// What a reader can change about a report, and how to get about in it: theme, size of type, sections by arrow keys.
(() => {
  'use strict';
  const root = document.documentElement;
  const sections = [...document.querySelectorAll('main > section')];
  const links = new Map([...document.querySelectorAll('nav a')].map((a) => [a.getAttribute('href').slice(1), a]));

  // Some browsers keep nothing for files, and say so by throwing.
  const kept = {
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, value); } catch { /* not kept then */ } },
  };

  function toggle(id, on, apply) {
    const button = document.getElementById(id);
    const set = (value) => {
      button.setAttribute('aria-pressed', String(value));
      apply(value);
      window.labCharts.redraw();
    };
    button.hidden = false;
    button.addEventListener('click', () => {
      const value = button.getAttribute('aria-pressed') !== 'true';
      kept.set(`lab-${id}`, value);
      set(value);
    });
    set(on);
  }

  const systemDark = matchMedia('(prefers-color-scheme: dark)');
  const keptOr = (id, otherwise) => (kept.get(`lab-${id}`) === null ? otherwise : kept.get(`lab-${id}`) === 'true');

  // By what is seen; at the end of the page, where nothing can be scrolled up any more, by the focus.
  function current() {
    const above = sections.filter((section) => section.getBoundingClientRect().top < innerHeight / 3);
    const atEnd = scrollY + innerHeight >= root.scrollHeight - 2;
    const focused = atEnd ? sections.indexOf(document.activeElement.closest('main > section')) : 0;
    return Math.max(0, above.length - 1, focused);
  }

  function mark() {
    links.forEach((link) => link.removeAttribute('aria-current'));
    const link = links.get(sections[current()].id);
    if (link) link.setAttribute('aria-current', 'true');
  }

  function go(index) {
    const section = sections[index];
    if (!section) return;
    history.replaceState(null, '', `#${section.id}`);
    section.scrollIntoView();
    section.querySelector('h2').focus({ preventScroll: true });
    mark();
  }

  // In a table that scrolls sideways the arrows are the table's.
  const arrowsAreTaken = (element) => element.closest('.scroll') && element.scrollWidth > element.clientWidth;

  addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || arrowsAreTaken(event.target)) return;
    event.preventDefault();
    go(current() + step);
  });
  addEventListener('hashchange', () => go(sections.findIndex((section) => `#${section.id}` === location.hash)));
  addEventListener('scroll', mark, { passive: true });

  toggle('dark', keptOr('dark', systemDark.matches), (on) => { root.dataset.theme = on ? 'dark' : 'light'; });
  toggle('large', keptOr('large', false), (on) => root.classList.toggle('large', on));
  systemDark.addEventListener('change', (event) => {
    if (kept.get('lab-dark') !== null) return;
    root.dataset.theme = event.matches ? 'dark' : 'light';
    document.getElementById('dark').setAttribute('aria-pressed', String(event.matches));
    window.labCharts.redraw();
  });
  mark();
})();
