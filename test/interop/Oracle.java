import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A second implementation of NewPay's signatures: of API v1, whose messages are flat, and of API v2 in every
 * form in which an object inside a message may be signed. It shares nothing with the library: JSON is read
 * by hand, the form "java" is what Map.toString really prints, RSA is the JDK's own. JDK 17 or newer, no
 * libraries.
 *
 * Each line of standard input is a command, a form and the Base64 of a body, with a space between them;
 * each is answered by one line: "text" by the Base64 of the signed text, "sign" by the Base64 of the
 * signature, "verify" by "true" or "false". The form "flat" is that of API v1: it refuses objects inside. The
 * argument is the file of a private key (PKCS#8 PEM).
 *
 * With "vectors" as the second argument each line is a body, and the answer is a JSON array with the signed
 * text and the signature of each body in each form.
 */
public class Oracle {
  private static final String[] FORMS = {
    "wire", "json", "sorted-json", "java", "fields", "dotted", "lifted"
  };

  public static void main(String[] args) throws Exception {
    String pem = Files.readString(Path.of(args[0])).replaceAll("-----[A-Z ]+-----|\\s", "");
    KeyFactory rsa = KeyFactory.getInstance("RSA");
    PrivateKey privateKey =
        rsa.generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
    RSAPrivateCrtKey parts = (RSAPrivateCrtKey) privateKey;
    PublicKey publicKey =
        rsa.generatePublic(new RSAPublicKeySpec(parts.getModulus(), parts.getPublicExponent()));

    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    if (args.length > 1 && args[1].equals("vectors")) {
      out.print(vectors(System.in.readAllBytes(), privateKey));
      out.flush();
      return;
    }
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      String body = new String(Base64.getDecoder().decode(words[2]), StandardCharsets.UTF_8);
      switch (words[0]) {
        case "text" -> out.println(base64(textOf(read(body, words[1]), words[1])));
        case "sign" -> out.println(sign(read(body, words[1]), words[1], privateKey));
        case "verify" -> out.println(verify(body, words[1], publicKey));
        default -> throw new IllegalArgumentException("no such command");
      }
    }
    out.flush();
  }

  private static String vectors(byte[] bodies, PrivateKey key) throws Exception {
    StringBuilder vectors = new StringBuilder("[");
    for (String body : new String(bodies, StandardCharsets.UTF_8).strip().split("\n")) {
      for (String form : FORMS) {
        Map<String, String> vector = new LinkedHashMap<>();
        vector.put("form", form);
        vector.put("body", body);
        vector.put("stringToSign", new String(textOf(read(body, form), form), StandardCharsets.UTF_8));
        vector.put("sign", sign(read(body, form), form, key));
        vectors.append(vectors.length() == 1 ? "\n" : ",\n").append(json(vector));
      }
    }
    return vectors.append("\n]\n").toString();
  }

  private static byte[] textOf(Map<String, Object> fields, String form) {
    Map<String, String> signed = new TreeMap<>();
    for (Map.Entry<String, Object> field : fields.entrySet()) {
      String name = field.getKey();
      if (name.equals("sign")) {
        continue;
      }
      if (!(field.getValue() instanceof Nested nested)) {
        signed.put(name, (String) field.getValue());
        continue;
      }
      Map<String, String> members = nested.members();
      switch (form) {
        case "wire" -> signed.put(name, nested.wire());
        case "json" -> signed.put(name, json(members));
        case "sorted-json" -> signed.put(name, json(new TreeMap<>(members)));
        case "java" -> signed.put(name, members.toString());
        case "fields" -> signed.put(name, joined(new TreeMap<>(members)));
        case "dotted" -> members.forEach((member, text) -> signed.put(name + "." + member, text));
        case "lifted" -> members.forEach(signed::put);
        default -> throw new IllegalArgumentException("no such form");
      }
    }
    return joined(signed).getBytes(StandardCharsets.UTF_8);
  }

  private static String joined(Map<String, String> sorted) {
    return sorted.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining("&"));
  }

  private static String json(Map<String, String> members) {
    return members.entrySet().stream()
        .map(entry -> quoted(entry.getKey()) + ":" + quoted(entry.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        case '\b' -> quoted.append("\\b");
        case '\f' -> quoted.append("\\f");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        default -> quoted.append(c < ' ' ? String.format("\\u%04x", (int) c) : c);
      }
    }
    return quoted.append('"').toString();
  }

  private static String sign(Map<String, Object> fields, String form, PrivateKey key)
      throws Exception {
    Signature signer = Signature.getInstance("SHA256withRSA");
    signer.initSign(key);
    signer.update(textOf(fields, form));
    return base64(signer.sign());
  }

  private static boolean verify(String body, String form, PublicKey key) {
    try {
      Map<String, Object> fields = read(body, form);
      Signature verifier = Signature.getInstance("SHA256withRSA");
      verifier.initVerify(key);
      verifier.update(textOf(fields, form));
      return verifier.verify(decode((String) fields.get("sign")));
    } catch (Exception refused) {
      return false;
    }
  }

  /** In any spelling: with line breaks, without padding, in the alphabet for addresses. The bytes decide. */
  private static byte[] decode(String base64) {
    String digits = base64.replaceAll("=.*", "").replaceAll("\\s", "");
    String whole = digits.substring(0, digits.length() - (digits.length() % 4 == 1 ? 1 : 0));
    return Base64.getDecoder().decode(whole.replace('-', '+').replace('_', '/'));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static Map<String, Object> read(String body, String form) {
    Reader reader = new Reader(body);
    Map<String, Object> fields = reader.object(!form.equals("flat"));
    reader.end();
    return fields;
  }

  /** An object inside a message: its JSON as it was sent, and its members in their order. */
  private record Nested(String wire, Map<String, String> members) {}

  /** Reads an object of texts, numbers and objects; a number stays the text it is, null is left out. */
  private static final class Reader {
    private final String text;
    private int at = 0;

    Reader(String text) {
      this.text = text;
    }

    Map<String, Object> object(boolean mayHaveObjects) {
      Map<String, Object> fields = new LinkedHashMap<>();
      take('{');
      if (peek() == '}') {
        at++;
        return fields;
      }
      do {
        String name = string();
        take(':');
        Object value = peek() == '{' && mayHaveObjects ? nested() : scalar();
        if (value != null && fields.put(name, value) != null) {
          throw new IllegalArgumentException("a name stands twice");
        }
      } while (next() == ',');
      if (text.charAt(at - 1) != '}') {
        throw new IllegalArgumentException("no end of the object");
      }
      return fields;
    }

    void end() {
      if (!text.substring(at).isBlank()) {
        throw new IllegalArgumentException("text after the object");
      }
    }

    private Nested nested() {
      int start = at;
      Map<String, String> members = new LinkedHashMap<>();
      object(false).forEach((name, value) -> members.put(name, (String) value));
      return new Nested(text.substring(start, at), members);
    }

    private String scalar() {
      if (peek() == '"') {
        return string();
      }
      int start = at;
      while (at < text.length() && ",} \t\r\n".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      String word = text.substring(start, at);
      if (word.equals("null")) {
        return null;
      }
      if (!word.matches("true|false|-?(0|[1-9]\\d*)(\\.\\d+)?([eE][-+]?\\d+)?")) {
        throw new IllegalArgumentException("no value");
      }
      return word;
    }

    private String string() {
      take('"');
      StringBuilder read = new StringBuilder();
      for (char c = text.charAt(at++); c != '"'; c = text.charAt(at++)) {
        if (c < ' ') {
          throw new IllegalArgumentException("a control character");
        }
        read.append(c == '\\' ? escaped() : c);
      }
      return read.toString();
    }

    private char escaped() {
      char c = text.charAt(at++);
      switch (c) {
        case 'b': return '\b';
        case 'f': return '\f';
        case 'n': return '\n';
        case 'r': return '\r';
        case 't': return '\t';
        case '"': case '\\': case '/': return c;
        case 'u':
          String hex = text.substring(at, at + 4);
          if (!hex.matches("[0-9a-fA-F]{4}")) {
            throw new IllegalArgumentException("no escape");
          }
          at += 4;
          return (char) Integer.parseInt(hex, 16);
        default: throw new IllegalArgumentException("no escape");
      }
    }

    private char peek() {
      while (" \t\r\n".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      return text.charAt(at);
    }

    private char next() {
      char c = peek();
      at++;
      return c;
    }

    private void take(char expected) {
      if (next() != expected) {
        throw new IllegalArgumentException("no " + expected);
      }
    }
  }
}
