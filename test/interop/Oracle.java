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
import java.util.Map;
import java.util.TreeMap;

/**
 * A second reading of NewPay's signature rules, naive on purpose and sharing nothing with the
 * library: JSON is read by hand, RSA is the JDK's own. JDK 17 or newer, no libraries.
 *
 * Each line of standard input is a command, a space and the Base64 of a body; each is answered by one line:
 * "sign" by the Base64 of the signature over the body's fields, "verify" by "true" or "false".
 * The argument is the file of a private key (PKCS#8 PEM).
 */
public class Oracle {
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
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.US_ASCII);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      String body = new String(Base64.getDecoder().decode(words[1]), StandardCharsets.UTF_8);
      out.println(words[0].equals("sign") ? sign(body, privateKey) : verify(body, publicKey));
    }
    out.flush();
  }

  private static String sign(String body, PrivateKey key) throws Exception {
    Signature signer = Signature.getInstance("SHA256withRSA");
    signer.initSign(key);
    signer.update(stringToSign(new Json(body).object()).getBytes(StandardCharsets.UTF_8));
    return Base64.getEncoder().encodeToString(signer.sign());
  }

  private static boolean verify(String body, PublicKey key) {
    try {
      Map<String, String> fields = new Json(body).object();
      Signature verifier = Signature.getInstance("SHA256withRSA");
      verifier.initVerify(key);
      verifier.update(stringToSign(fields).getBytes(StandardCharsets.UTF_8));
      return verifier.verify(decode(fields.get("sign")));
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

  /** TreeMap sorts by UTF-16 code unit, as the rules are read. */
  private static String stringToSign(Map<String, String> fields) {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, String> field : fields.entrySet()) {
      if (!field.getKey().equals("sign")) {
        text.append(text.length() == 0 ? "" : "&");
        text.append(field.getKey()).append('=').append(field.getValue());
      }
    }
    return text.toString();
  }

  /** Reads one flat object; a number stays the text it is, null is left out. */
  private static final class Json {
    private final String text;
    private int at = 0;

    Json(String text) {
      this.text = text;
    }

    Map<String, String> object() {
      Map<String, String> fields = new TreeMap<>();
      take('{');
      if (peek() == '}') {
        at++;
      } else {
        do {
          String name = string();
          take(':');
          String value = value();
          if (value != null && fields.put(name, value) != null) {
            throw new IllegalArgumentException("a name stands twice");
          }
        } while (next() == ',');
        if (text.charAt(at - 1) != '}') {
          throw new IllegalArgumentException("no end of the object");
        }
      }
      if (!text.substring(at).isBlank()) {
        throw new IllegalArgumentException("text after the object");
      }
      return fields;
    }

    private String value() {
      char first = peek();
      if (first == '"') {
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
