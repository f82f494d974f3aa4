// Article pages, home and years: what Eleventy makes without plugins.

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
  "November", "December"];

export default function (config) {
  config.addPassthroughCopy({ "style.css": "assets/style.css" });

  config.addFilter("day", (text) => {
    const [year, month, day] = text.slice(0, 10).split("-");
    return `${Number(day)} ${MONTHS[month - 1]} ${year}`;
  });

  // Neighbours are set once here: the filter that Eleventy has for them searches the whole collection for each article.
  config.addCollection("articles", (api) => {
    const articles = api.getFilteredByGlob("posts/**/*.md").sort((a, b) => (a.data.when < b.data.when ? 1 : -1));
    const reference = (item) => ({ url: item.url, title: item.data.title, when: item.data.when });
    articles.forEach((article, position) => {
      if (position > 0) article.data.newer = reference(articles[position - 1]);
      if (position + 1 < articles.length) article.data.older = reference(articles[position + 1]);
    });
    return articles;
  });

  config.addCollection("latest", (api) => {
    const articles = api.getFilteredByGlob("posts/**/*.md");
    return articles.sort((a, b) => (a.data.when < b.data.when ? 1 : -1)).slice(0, 21);
  });

  config.addCollection("years", (api) => {
    const years = new Map();
    for (const article of api.getFilteredByGlob("posts/**/*.md")) {
      const year = article.data.when.slice(0, 4);
      if (!years.has(year)) years.set(year, []);
      years.get(year).push(article);
    }
    return [...years].sort().reverse().map(([year, articles]) => ({ year, articles }));
  });

  return {
    markdownTemplateEngine: false,
    htmlTemplateEngine: "njk",
    dir: { input: ".", includes: "_includes", output: "_site" },
  };
}
