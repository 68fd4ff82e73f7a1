import type { Command, CommanderError } from 'commander';

/** Headings of commander's help. */
const TITLES: Readonly<Record<string, string>> = {
  'Usage:': 'Cách dùng:',
  'Arguments:': 'Tham số:',
  'Options:': 'Tùy chọn:',
  'Commands:': 'Lệnh:',
};

/** What commander complains of, with the remedy. Its own sentences are English. */
const COMPLAINTS: Readonly<Record<string, (named: string) => string>> = {
  'commander.unknownCommand': (named) => `Không có lệnh "${named}".`,
  'commander.unknownOption': (named) => `Không có tùy chọn "${named}".`,
  'commander.missingArgument': (named) => `Thiếu <${named}>.`,
  'commander.optionMissingArgument': (named) => `Tùy chọn "${named}" cần một giá trị.`,
  'commander.missingMandatoryOptionValue': (named) => `Thiếu ${named}.`,
  'commander.excessArguments': () => 'Thừa tham số.',
};

/** Makes a command and all below it speak Vietnamese, complain in one line, and throw instead of ending the process. */
export const inVietnamese = (command: Command): Command => {
  command
    .helpOption('-h, --help', 'xem cách dùng')
    .helpCommand(false)
    .configureHelp({
      styleTitle: (title) => TITLES[title] ?? title,
      styleUsage: (usage) => usage.replace('[options]', '[tùy chọn]').replace('[command]', '[lệnh]'),
    })
    .configureOutput({ outputError: () => undefined })
    .exitOverride();
  for (const below of command.commands) inVietnamese(below);
  return command;
};

/** The sentence for something that commander threw; undefined when it only showed its help. */
export const complaint = (error: CommanderError): string | undefined => {
  if (error.exitCode === 0 || error.code === 'commander.help') return undefined;
  const named = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  const sentence = COMPLAINTS[error.code]?.(named) ?? error.message.replace(/^error: /, '');
  return `${sentence} Gõ "chihoi --help" để xem các lệnh.`;
};
