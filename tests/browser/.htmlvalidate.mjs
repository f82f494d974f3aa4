export default {
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    // The standard takes either case.
    "doctype-style": "off",
    // A headline is as long as its editor made it.
    "long-title": "off",
    // Ids are words of any language, and footnotes have a colon: the standard forbids blanks alone.
    "valid-id": ["error", { relaxed: true }],
    // A table that scrolls is a region, but no section of the text.
    "prefer-native-element": ["error", { exclude: ["region"] }],
  },
};
