# Keeps what it is told to, for the tests of who refers to it: "HOW COUNT BYTES\n" on its input.
list = []
table = {}
keep = {
  'list' => ->(bytes) { list << 'x' * bytes },
  'table' => ->(bytes) { table[rand(5000)] ||= 'c' * bytes },
  'nothing' => ->(bytes) { 'n' * bytes }
}
$stdout.sync = true
puts $$
while (line = gets)
  how, count, bytes = line.split
  count.to_i.times { keep[how].call(bytes.to_i) }
  puts 'ok'
end
