package io.edgeauth.examples.gateway;

import io.edgeauth.event.LogText;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Tells what is wrong with a command line, and how it is meant. What belongs to no option is not
 * repeated: in a hurry people put a token or a key there, and error output is kept by others.
 */
final class UsageError implements IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    if (failure instanceof UnmatchedArgumentException unmatched) {
      err.println(message(unmatched.getUnmatched().get(0)));
      UnmatchedArgumentException.printSuggestions(failure, err);
    } else {
      err.println(LogText.line(String.valueOf(failure.getMessage())));
    }
    command.usage(err);
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static String message(String unmatched) {
    return unmatched.startsWith("--")
        ? "Unknown option: " + LogText.line(unmatched.replaceFirst("=.*", ""))
        : "An argument that is no command and belongs to no option (expected: as below)";
  }
}
