package io.edgeauth.examples.demo;

import java.net.http.HttpResponse;

/**
 * What a request should be answered.
 *
 * @param status the status
 * @param sign where to look for what else shows that it went as it should
 * @param text what to find there, or not to find
 */
record Expected(int status, Sign sign, String text) {

  /** Where to look. The words are what is printed. */
  enum Sign {
    BODY_WITH("body with "),
    BODY_WITHOUT("body without "),
    HEADER("header ");

    private final String words;

    Sign(String words) {
      this.words = words;
    }
  }

  static Expected bodyWith(int status, String text) {
    return new Expected(status, Sign.BODY_WITH, text);
  }

  static Expected bodyWithout(int status, String text) {
    return new Expected(status, Sign.BODY_WITHOUT, text);
  }

  static Expected header(int status, String line) {
    return new Expected(status, Sign.HEADER, line);
  }

  boolean isMetBy(HttpResponse<String> answer) {
    if (answer.statusCode() != status) {
      return false;
    }
    return switch (sign) {
      case BODY_WITH -> answer.body().contains(text);
      case BODY_WITHOUT -> !answer.body().contains(text);
      case HEADER -> hasHeader(answer);
    };
  }

  private boolean hasHeader(HttpResponse<String> answer) {
    int colon = text.indexOf(": ");
    return answer.headers().allValues(text.substring(0, colon)).contains(text.substring(colon + 2));
  }

  @Override
  public String toString() {
    return status + ", " + sign.words + text;
  }
}
