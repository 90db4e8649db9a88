/** What `heddle completion` says. */
export const completionText = {
  description: [
    "Prints a script with which the shell completes commands, options, their values and file names. Have the shell read it when it starts.",
  ],
  exit: {
    printed: "The script is printed.",
    unusable: "No shell, or one that is not known, is named.",
  },
  examples: {
    bash: "For this session of bash, or for all in ~/.bashrc:",
    zsh: "For zsh, in a folder of its fpath:",
    fish: "For fish:",
  },
  wantsShell: (shells: readonly string[]) => `Name one shell: ${shells.join(", ")}.`,
};
