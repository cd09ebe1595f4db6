/* Which openings suit which contacts: titles first, by the jobs that they name in either language (app/publishing/titles/) and by rare
   words; then places, and what the company is about. */
const contactMatching = (() => {
  const AT_A_TIME = 1_000; // contacts, before the page may draw again
  const REACH = 2; // words that may stand between two words of a job's name
  const ENOUGH = 5;
  const MOST_EACH = 8; // openings for one contact
  const [SAME_JOB, ONE_MORE_JOB, RARE_WORD, MOST_FOR_WORDS, SAME_WORD, PLACE, REGION, COMPANY] = [10, 4, 5, 10, 1, 3, 2, 2];
  const COMPANY_ALONE = 3; // a word, where the contact has no title
  const LEGAL = new Set(["sa", "sas", "sarl", "sasu", "inc", "ltd", "llc", "gmbh", "plc", "group", "groupe", "france"]);

  // as in Python: app/publishing/titles/same_jobs.py, app/core/text/tokens.py
  const PARTS = /[,;|•@\n\t]+|\s+[-/·&+:]\s+|\s+\(/;
  const WORD = /(?<![\p{L}\p{N}])\p{L}&\p{L}(?![\p{L}\p{N}])|(?:(?<![\p{L}\p{N}_.])\.(?=\p{L}))?[\p{L}\p{N}]+(?:(?<=\p{L})(?:\+\+|#(?!\p{L})))?/gu;
  const words = (text) => folding(text).match(WORD) ?? [];

  /* The words of a title that were found in it, folded, as the title has them. */
  const asWritten = (title, found) => title.split(/[\s,;|•@/]+/)
    .filter((piece) => words(piece).some((word) => found.includes(word))).join(" ");

  const jobsBeginningWith = (jobs) => {
    const found = new Map();
    jobs.forEach(({ names }, job) => {
      for (const name of names) {
        const each = name.split(" ");
        if (!found.has(each[0])) found.set(each[0], []);
        found.get(each[0]).push({ job, name: each });
      }
    });
    return found;
  };
  const endOf = (name, within, start) => {
    let place = start;
    for (const word of name.slice(1)) {
      const next = within.slice(place + 1, place + 2 + REACH).indexOf(word);
      if (next < 0) return -1;
      place += 1 + next;
    }
    return place;
  };
  const isInside = (one, other) => other.end - other.start > one.end - one.start && other.start <= one.start && one.end <= other.end;

  /* The jobs that a title names: their places in the index, each with the words that name it. */
  const jobsIn = (title, jobs, beginning) => {
    const named = new Map();
    for (const part of folding(title).split(PARTS)) {
      const within = words(part);
      const found = within.flatMap((word, start) => (beginning.get(word) ?? [])
        .map(({ job, name }) => ({ job, start, end: endOf(name, within, start) }))
        .filter(({ end }) => end >= 0));
      for (const each of found) {
        if (jobs[each.job].broad || !found.some((other) => isInside(each, other))) {
          if (!named.has(each.job)) named.set(each.job, within.slice(each.start, each.end + 1).join(" "));
        }
      }
    }
    return named;
  };

  const listedBy = (openings, keysOf) => {
    const lists = new Map();
    openings.forEach((opening, at) => keysOf(opening).forEach((key) => {
      if (!lists.has(key)) lists.set(key, []);
      lists.get(key).push(at);
    }));
    return lists;
  };

  /* index: as the server gives it; offered: whether a person may recommend for an opening, by its number */
  const matcher = (index, offered, company) => {
    const { jobs } = index;
    const openings = index.openings.filter(({ number }) => offered(number)).map((opening) => ({
      ...opening,
      spots: opening.places.map(({ name, region }) => ({ name, words: words(name), region: words(region) })),
      around: new Set([...opening.about, ...opening.words]),
    }));
    const beginning = jobsBeginningWith(jobs);
    const byJob = listedBy(openings, (opening) => opening.jobs);
    const byWord = listedBy(openings, (opening) => opening.words);
    const common = Math.max(20, openings.length / 4);
    for (const [word, list] of byWord) if (list.length > common) byWord.delete(word);
    const ours = words(company).filter((word) => !LEGAL.has(word)).join(" ");
    const known = new Map(); // by title: many contacts have the same

    const byTitle = (title) => {
      if (known.has(title)) return known.get(title);
      const named = jobsIn(title, jobs, beginning);
      const said = new Set(words(title));
      const found = new Map();
      const of = (at) => found.get(at) ?? found.set(at, { jobs: [], words: [] }).get(at);
      named.forEach((_, job) => byJob.get(job)?.forEach((at) => of(at).jobs.push(job)));
      said.forEach((word) => byWord.get(word)?.forEach((at) => of(at).words.push(word)));
      const scored = [...found].map(([at, { jobs: same, words: shared }]) => {
        const alone = !same.length && (!named.size || !openings[at].jobs.length);
        // the words that name the job say it once, in whichever language
        const naming = new Set(same.flatMap((job) => named.get(job).split(" ")));
        const beside = shared.filter((word) => !naming.has(word)).length;
        const forWords = Math.min(MOST_FOR_WORDS, beside * (alone ? RARE_WORD : SAME_WORD));
        const score = forWords + (same.length ? SAME_JOB + ONE_MORE_JOB * (same.length - 1) : 0);
        return { at, score, said: asWritten(title, same.length ? named.get(same[0]).split(" ") : shared) };
      });
      known.set(title, scored);
      return scored;
    };

    const byCompanyAlone = (contact) => {
      const found = new Map();
      new Set(words(contact.company)).forEach((word) => byWord.get(word)?.forEach((at) => found.set(at, (found.get(at) ?? 0) + COMPANY_ALONE)));
      return [...found].map(([at, score]) => ({ at, score, said: "" }));
    };

    const around = (opening, where, about) => {
      const spot = opening.spots.find((each) => each.words.length && each.words.every((word) => where.has(word)));
      const region = !spot && opening.spots.some((each) => each.region.length && each.region.every((word) => where.has(word)));
      const company = [...about].some((word) => opening.around.has(word));
      const points = (spot ? PLACE : 0) + (region ? REGION : 0) + (company ? COMPANY : 0);
      return { points, place: spot?.name ?? "", company };
    };

    /* What suits a contact, the best first: { opening, score, said, place, company }. */
    const suits = (contact) => {
      const found = contact.title ? byTitle(contact.title) : byCompanyAlone(contact);
      if (!found.length) return [];
      const about = new Set(words(contact.company));
      const where = new Set([...words(contact.place), ...about, ...words(contact.title)]);
      return found
        .map(({ at, score, said }) => {
          const { points, place, company: named } = around(openings[at], where, about);
          const total = contact.title && score < ENOUGH ? 0 : score + points;
          return { opening: openings[at], score: total, said, place, company: named };
        })
        .filter(({ score }) => score >= ENOUGH)
        .sort((one, other) => other.score - one.score || other.opening.number - one.opening.number);
    };
    const isColleague = (contact) => ours !== ""
      && words(contact.company).filter((word) => !LEGAL.has(word)).join(" ") === ours;

    /* All the pairs worth showing, the best first, and how many contacts work here already. */
    const match = async (contacts, progress) => {
      const matches = [];
      let colleagues = 0;
      for (const [at, contact] of contacts.entries()) {
        if (isColleague(contact)) colleagues += 1;
        else suits(contact).slice(0, MOST_EACH).forEach((each) => matches.push({ contact, ...each, at }));
        if ((at + 1) % AT_A_TIME === 0) {
          progress?.(at + 1);
          await contactFiles.pause();
        }
      }
      matches.sort((one, other) => other.score - one.score || Boolean(other.contact.email) - Boolean(one.contact.email) || one.at - other.at);
      return { matches, colleagues };
    };
    return { match, openings, jobsIn: (title) => [...jobsIn(title, jobs, beginning).keys()] };
  };

  return { matcher, words };
})();
