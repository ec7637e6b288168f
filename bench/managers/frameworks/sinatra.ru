# A site in Sinatra, one of whose routes leaks.
require 'sinatra/base'
require 'json'

class Shop < Sinatra::Base
  set :environment, :production
  set :logging, false
  disable :protection

  LOG = []

  get('/ok') { 'ok' }
  get('/page') { (0..rand(80)).map { "<li>#{rand}</li>" }.join }
  get('/json') { JSON.generate((0..rand(60)).map { { a: rand, b: 'x' * rand(30) } }) }
  get('/log') do
    LOG << 'z' * 900 + rand.to_s
    'ok'
  end
end

run Shop
